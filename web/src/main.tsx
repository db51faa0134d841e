import { render } from 'preact';
import 'uplot/dist/uPlot.min.css';
import './styles/tokens.css';
import './styles/base.css';
import './styles/controls.css';
import './styles/shell.css';
import './styles/charts.css';
import './styles/pages.css';
import './state/theme.ts';
import { App } from './app.tsx';

render(<App />, document.getElementById('app')!);
