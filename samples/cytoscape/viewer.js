// Draws a snapshot, as docs/snapshot.schema.json describes it: from a file, or from the address in ?snapshot=.
'use strict';

// Cytoscape's ids are of one space, nodes and edges alike. An endpoint without an id of its own is that edge's alone.
const nodeId = (edge, side) => edge[side].id === null ? `${side}:${edge.edge_id}` : `node:${edge[side].id}`;

function elements(snapshot) {
  const nodes = new Map();
  for (const edge of snapshot.edges)
    for (const side of ['source', 'target'])
      nodes.set(nodeId(edge, side), {
        data: { id: nodeId(edge, side), label: edge[side].name ?? edge[side].id ?? '', kind: edge[side].kind },
      });
  return [...nodes.values(), ...snapshot.edges.map(edge => ({
    data: {
      id: `edge:${edge.edge_id}`, source: nodeId(edge, 'source'), target: nodeId(edge, 'target'), label: edge.relation,
      confidence: edge.confidence ?? 0,
    },
    classes: edge.senate_review_flag ? 'flagged' : '',
  }))];
}

function draw(snapshot) {
  const drawn = elements(snapshot);
  window.cy?.destroy();
  window.cy = cytoscape({
    container: document.getElementById('graph'),
    elements: drawn,
    layout: { name: 'cose', animate: false },
    style: [
      { selector: 'node', style: { label: 'data(label)', 'background-color': '#576075', 'font-size': 10, width: 14, height: 14 } },
      {
        selector: 'edge', style: {
          label: 'data(label)', 'font-size': 8, 'curve-style': 'bezier', 'target-arrow-shape': 'triangle',
          width: 'mapData(confidence, 0, 1, 1, 6)', 'line-color': '#1f4fb8', 'target-arrow-color': '#1f4fb8',
        },
      },
      { selector: 'edge.flagged', style: { 'line-style': 'dashed', 'line-color': '#a3170f', 'target-arrow-color': '#a3170f' } },
    ],
  });
  document.getElementById('told').textContent =
    `${snapshot.artifact_id}: ${window.cy.edges().length} edges between ${window.cy.nodes().length} nodes`;
}

async function show(text) {
  try {
    draw(JSON.parse(await text));
  } catch (error) {
    document.getElementById('told').textContent = `That is no snapshot: ${error.message}`;
  }
}

document.getElementById('file').addEventListener('change', event => show(event.target.files[0].text()));
const address = new URLSearchParams(location.search).get('snapshot');
if (address) show(fetch(address).then(answer => answer.text()));
