namespace Support;

/// <summary>All that jobs leave in both databases, but for what a clock or chance gives: what two runs are compared by.</summary>
public static class BridgeState
{
    public static async Task<IReadOnlyList<string>> ReadAsync(TestBridge bridge)
    {
        string[] tables =
        [
            "SELECT to_jsonb(k) - '{created_at,updated_at,rescored_at}'::text[] FROM kg_edges k ORDER BY id",
            "SELECT to_jsonb(w) - '{detected_at}'::text[] FROM world_model_improvements w ORDER BY id",
            "SELECT to_jsonb(w) - '{heat_day}'::text[] FROM wallets w ORDER BY agent_id",
            "SELECT to_jsonb(l) - '{id,created_at}'::text[] FROM wallet_ledger l ORDER BY event_id, agent_id, kind",
            "SELECT to_jsonb(e) - '{processed_at}'::text[] FROM credit_events e ORDER BY event_id",
            "SELECT to_jsonb(t) - '{started_at,duration_ms}'::text[] FROM tool_calls t ORDER BY id",
            "SELECT count(*) FROM bridge_inbox",
        ];
        List<string> rows = [];
        foreach (var table in tables) rows.AddRange(await bridge.SqlRowsAsync<string>($"SELECT x::text FROM ({table}) AS t (x)"));
        var nodes = await bridge.CypherAsync("""
            MATCH (n) WHERE n:RescoreJob OR n:RescorePass OR n:RescoreDelta OR n:Outbox
            RETURN labels(n)[0], n.id, properties(n)
            """);
        rows.AddRange(nodes.Select(row => $"{row[0]} {row[1]} {Properties(row[2])}").Order(StringComparer.Ordinal));
        return rows;
    }

    private static string Properties(object? node) => string.Join(' ', ((IReadOnlyDictionary<string, object?>)node!)
        .Where(property => property.Value is not DateTimeOffset && property.Key is not ("journaled_by" or "call_id" or "element_id"))
        .OrderBy(property => property.Key, StringComparer.Ordinal).Select(property => $"{property.Key}={property.Value}"));
}
