#!/bin/sh
# enter-root.sh ROOT FOLDERS COMMAND...: runs a command in a chroot in which the folders (separated by colons) and the
# devices are where they are outside. For `unshare -m`: what it mounts ends with that. With an empty ROOT it just runs it.
set -e
root=$1 folders=$2
shift 2
[ -n "$root" ] || exec "$@"
mount --bind /dev "$root/dev"
# Wine finds its own files by it.
mount -t proc proc "$root/proc"
IFS=:
for folder in $folders; do
  mkdir -p "$root$folder"
  mount --bind "$folder" "$root$folder"
done
unset IFS
here=$PWD
exec chroot "$root" sh -c 'cd "$0" 2>/dev/null || cd /; exec "$@"' "$here" "$@"
