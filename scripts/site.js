// A link in a summary is reached by no screen reader that takes the summary for a button: it becomes the first entry of its list.
// The navigation is written by a script of typedoc, so this waits for it.
const navigation = document.getElementById('tsd-nav-container');
if (navigation !== null) {
  const mend = () => {
    for (const link of navigation.querySelectorAll('summary > a')) {
      const label = document.createElement('span');
      label.append(...[...link.childNodes].map((node) => node.cloneNode(true)));
      const entry = document.createElement('li');
      link.replaceWith(label);
      link.replaceChildren('Overview');
      entry.append(link);
      label.closest('details').querySelector('ul')?.prepend(entry);
    }
  };
  new MutationObserver(mend).observe(navigation, { childList: true, subtree: true });
  mend();
}

// What scrolls has to be reached by keys.
const reach = () => {
  for (const part of document.querySelectorAll('.scrolls, pre')) {
    if (part.scrollWidth > part.clientWidth) part.tabIndex = 0;
    else part.removeAttribute('tabindex');
  }
};
new ResizeObserver(reach).observe(document.body);
