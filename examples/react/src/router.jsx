import { useSyncExternalStore } from 'react';

// The whole router: the address is the state, and a link changes it without a new page.
const changed = new Set();

function subscribe(listener) {
  changed.add(listener);
  window.addEventListener('popstate', listener);
  return () => {
    changed.delete(listener);
    window.removeEventListener('popstate', listener);
  };
}

export function usePath() {
  return useSyncExternalStore(subscribe, () => window.location.pathname);
}

export function Link({ to, children }) {
  const current = usePath() === to;

  function follow(event) {
    // a new tab or window is the browser's affair
    if (event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
    event.preventDefault();
    if (current) return;
    window.history.pushState(null, '', to);
    window.scrollTo(0, 0);
    changed.forEach((listener) => listener());
  }

  return (
    <a href={to} onClick={follow} aria-current={current ? 'page' : undefined}>
      {children}
    </a>
  );
}
