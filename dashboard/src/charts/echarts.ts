/** The parts of ECharts that the charts use, and no others; its own file so that it loads after the page is readable. */
import { BarChart, LineChart } from 'echarts/charts';
import { GridComponent, TooltipComponent } from 'echarts/components';
import { connect, init, use } from 'echarts/core';
import { LabelLayout } from 'echarts/features';
import { CanvasRenderer } from 'echarts/renderers';

use([BarChart, LineChart, GridComponent, TooltipComponent, LabelLayout, CanvasRenderer]);

export { connect, init };
