using GraphSync.Postgres;
using GraphSync.Reconcile;
using Support;

namespace GraphSync.Tests.Reconcile;

/// <summary>Two texts have one form exactly when PostgreSQL holds them for the same value.</summary>
public sealed class CanonicalJsonTests(ServersFixture servers) : BridgeTest(servers)
{
    private static readonly string[] Numbers =
    [
        "0", "-0", "0.0", "-0.0e5", "1", "1.0", "1.00", "10e-1", "1e0", "1E+0", "100", "1e2", "0.01e4", "-1", "-1.0",
        "0.1", "0.10", "1e-1",
        "123456789012345678901234567890", "1.2345678901234567890123456789e29", "5e-324", "1.7976931348623157e308", "1e400",
        "10e399", "0.30000000000000004",
    ];

    private static readonly string[] Texts =
    [
        "\"\"", "\"a\"", "\"\\u0061\"", "\"1\"", "\"é\"", "\"\\u00e9\"", "\"e\\u0301\"", "\"🎉\"", "\"\\ud83c\\udf89\"",
        "\"\\/\"", "\"/\"", "\"\\n\\\"\\\\\"",
    ];

    private static readonly string[] Others = ["null", "true", "false", "[]", "{}", "[[]]", "{\"\":null}"];

    private static readonly string[] Spaces = ["", " ", "\n\t"];

    [Fact]
    public async Task Of_IsTheSame_ExactlyWhenPostgresHoldsTheValuesForEqual()
    {
        var random = new Random(7);
        string[] texts = [.. Enumerable.Range(0, 400).Select(_ => Value(random, 0))];
        // Each text beside another, and beside itself as somebody else would write it; each number beside each.
        string[] left = [.. texts, .. texts, .. Numbers.SelectMany(a => Numbers.Select(_ => a))];
        string[] right = [.. texts.Reverse(), .. texts.Select(Spaced), .. Numbers.SelectMany(_ => Numbers)];

        var compared = await Bridge.SqlRowsAsync<(string Left, string Right, string Held, bool Equal)>(
            "SELECT l, r, l::jsonb::text, l::jsonb = r::jsonb FROM unnest(@left, @right) AS pair (l, r)", new { left, right });

        foreach (var (l, r, held, equal) in compared)
        {
            CanonicalJson.Of(held).ShouldBe(CanonicalJson.Of(l), l);
            (CanonicalJson.Of(l) == CanonicalJson.Of(r)).ShouldBe(equal, $"{l} and {r}");
        }
        compared.Count(pair => pair.Equal).ShouldBeGreaterThan(400);
    }

    [Fact]
    public void Of_IsTheTextItself_WhenItIsNoJson()
    {
        foreach (var text in (string[])["{", "", "{'a': 1}", "NaN", "\"\\ud800\""]) CanonicalJson.Of(text).ShouldBe("!" + text);
    }

    private static string Pick(Random random, string[] of) => of[random.Next(of.Length)];

    private static string Value(Random random, int depth)
    {
        string Inner() => Value(random, depth + 1);
        var items = Enumerable.Range(0, random.Next(4));
        return random.Next(depth > 3 ? 3 : 6) switch
        {
            0 => Pick(random, Numbers),
            1 => Pick(random, Texts),
            2 => Pick(random, Others),
            3 => $"[{string.Join("," + Pick(random, Spaces), items.Select(_ => Inner()))}]",
            _ => $"{{{string.Join(",", items.Select(_ => $"{Pick(random, Spaces)}{Pick(random, Texts)}:{Inner()}"))}}}",
        };
    }

    private static string Spaced(string json) => $" {json}\n";
}
