import { useEffect, useRef, useState } from 'react';
import { Link, usePath } from './router.jsx';

function Home() {
  const [count, setCount] = useState(0);

  return (
    <>
      <p>This page was built by Vite. It and the web server that sends it are all that the image holds.</p>
      <div className="counter">
        <button type="button" onClick={() => setCount((n) => n + 1)}>
          Count
        </button>
        <output aria-live="polite">{count}</output>
      </div>
    </>
  );
}

function About() {
  return (
    <p>
      There is no file for this address. The server answers with the page, and the page finds its way, whether you came by a
      link or by reloading.
    </p>
  );
}

function Missing() {
  return (
    <p>
      Nothing is here. <Link to="/">Back to the start</Link>
    </p>
  );
}

const pages = {
  '/': { title: 'A small image', Body: Home },
  '/about': { title: 'About', Body: About },
};
const missing = { title: 'Not found', Body: Missing };

export function App() {
  const path = usePath();
  const { title, Body } = Object.hasOwn(pages, path) ? pages[path] : missing;
  const heading = useRef(null);
  const drawn = useRef(path);

  // a screen reader hears of a new page as it would if the browser had loaded one
  useEffect(() => {
    document.title = title;
    if (drawn.current !== path) heading.current.focus();
    drawn.current = path;
  }, [path, title]);

  return (
    <>
      <header>
        <nav aria-label="Pages">
          <Link to="/">Home</Link>
          <Link to="/about">About</Link>
        </nav>
      </header>
      <main>
        <h1 ref={heading} tabIndex={-1}>
          {title}
        </h1>
        <Body />
      </main>
    </>
  );
}
