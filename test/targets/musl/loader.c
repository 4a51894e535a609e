// Takes the place of glibc's loader, which the C++ library names as a library that it needs. musl itself has all of that.
