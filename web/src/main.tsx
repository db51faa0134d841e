import { render } from 'preact';
import 'uplot/dist/uPlot.min.css';
import './styles/tokens.css';
import './styles/base.css';
import './styles/controls.css';
import './styles/shell.css';
import './styles/charts.css';
import './styles/pages.css';
import './styles/print.css';
import './styles/forced-colours.css';
import './state/theme.ts';
import { App } from './app.tsx';

// Browsers look for the icon anew on each page, from the address that it has then.
for (const link of document.querySelectorAll<HTMLLinkElement>('link[rel=icon]')) link.setAttribute('href', link.href);

render(<App />, document.getElementById('app')!);
