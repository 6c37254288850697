export { edgeSettings, type EdgeSettings } from './config/edge-settings.ts';
export { startEdge, type RunningEdge } from './start-edge.ts';
export { doorsOf, type Doors, type QueryDoor, type RequestDoor } from './routes/doors.ts';
export { buildDocument } from './openapi/build-document.ts';
export { edgeReliesOn } from './relies-on.ts';
