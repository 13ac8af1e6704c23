// What does the server's clock say?
//
// columns:
//   at: instant
// order: one row
// access: read
RETURN datetime.realtime() AS at
