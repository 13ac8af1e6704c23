using DbUp.Engine.Output;
using DbUp.Engine.Transactions;
using DbUp.Postgresql;

namespace GraphSync.Migration;

/// <summary>
/// Which migrations were applied, in <c>bridge_migrations</c> of the current schema. DbUp's own journal looks for the table in
/// every schema, or stumbles over the quotes of one that it is given.
/// </summary>
internal sealed class CurrentSchemaJournal(Func<IConnectionManager> connections, Func<IUpgradeLog> log)
    : PostgresqlTableJournal(connections, log, null, "bridge_migrations")
{
    /// <inheritdoc/>
    protected override string DoesTableExistSql() =>
        "SELECT 1 FROM pg_catalog.pg_tables WHERE schemaname = current_schema() AND tablename = 'bridge_migrations'";
}
