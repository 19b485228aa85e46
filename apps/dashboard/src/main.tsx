import { render } from 'preact';

render(<p>Chorus</p>, document.getElementById('page')!);
