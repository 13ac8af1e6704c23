using GraphSync.Inbound;
using GraphSync.Migration;
using Support;

namespace GraphSync.Tests.Inbound;

public sealed class EventNotificationsTests(ServersFixture servers) : BridgeTest(servers)
{
    protected override bool IsMigrated => false;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task ListenAsync_TellsOfEachKindOnceATransaction_AndOfNothingElse(bool partitioned)
    {
        if (partitioned)
            await Bridge.SqlAsync("""
                CREATE TABLE world_model_improvements (id text PRIMARY KEY, event_type text NOT NULL, target_artifact_id text,
                    detection_metadata jsonb, detected_at timestamptz DEFAULT now()) PARTITION BY HASH (id);
                CREATE TABLE part PARTITION OF world_model_improvements FOR VALUES WITH (MODULUS 1, REMAINDER 0)
                """);
        await Bridge.RunAsync(new MigrateRequest(), Cancellation);
        await using var kinds = Bridge.Get<EventNotifications>().ListenAsync(Cancellation).GetAsyncEnumerator(Cancellation);
        var first = kinds.MoveNextAsync();
        await Until.TrueAsync(async () => await Bridge.SqlValueAsync<long>(
            "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND query LIKE 'LISTEN%'") == 1,
            "it listens", Cancellation);

        await Bridge.SqlAsync(Insert("('other', 'a'), ('other', 'b')"));
        await Bridge.SqlAsync($"BEGIN; {Insert("('model_version_promoted', 'lost')")}; ROLLBACK");
        await Bridge.SqlAsync(Insert("('model_version_promoted', 'c'), ('other', 'd'), ('model_version_promoted', 'e')"));
        await Bridge.SqlAsync(Insert("('edge_economic_event', 'f')"));

        (await first).ShouldBeTrue();
        kinds.Current.ShouldBe(EventType.Promotion);
        (await kinds.MoveNextAsync()).ShouldBeTrue();
        kinds.Current.ShouldBe(EventType.Edge);
    }

    private static string Insert(string rows) => $"INSERT INTO world_model_improvements (event_type, id) VALUES {rows}";
}
