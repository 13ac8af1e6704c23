// Which of these are real model versions, and which number has each?
//
// parameters:
//   $ids: list<string> = ['lr_v1']
// columns:
//   id: string
//   version_number: integer
// order: as given
// index: ModelVersion(id)
// access: read
UNWIND $ids AS id
MATCH (m:ModelVersion {id: id})
WHERE m.version_number IS NOT NULL
RETURN id, m.version_number AS version_number
