// Which of these endpoints do not exist?
//
// parameters:
//   $ids: list<string> = ['Compound::DB00014']
// columns:
//   id: string
// order: as given
// index: KgNode(id)
// access: read
UNWIND $ids AS id
OPTIONAL MATCH (node:KgNode {id: id})
WITH id, node
WHERE node IS NULL
RETURN id
