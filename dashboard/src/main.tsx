/** Where the browser begins. Nothing is decided here. */
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';

import './styles/index.css';
import { App } from './app.tsx';
import { applyStoredTheme } from './frame/preferences.tsx';

applyStoredTheme();
const root = document.getElementById('root');
if (root !== null) {
  createRoot(root).render(
    <StrictMode>
      <App />
    </StrictMode>,
  );
}
