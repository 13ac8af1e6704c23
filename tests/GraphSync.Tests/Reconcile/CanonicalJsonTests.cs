using CsCheck;
using GraphSync.Postgres;
using GraphSync.Reconcile;
using Support;

namespace GraphSync.Tests.Reconcile;

/// <summary>Two texts have one form exactly when PostgreSQL holds them for the same value.</summary>
public sealed class CanonicalJsonTests(ServersFixture servers) : BridgeTest(servers)
{
    private static readonly string[] Numbers =
    [
        "0", "-0", "0.0", "-0.0e5", "1", "1.0", "1.00", "10e-1", "1e0", "1E+0", "100", "1e2", "0.01e4", "-1", "-1.0", "0.1", "0.10", "1e-1",
        "123456789012345678901234567890", "1.2345678901234567890123456789e29", "5e-324", "1.7976931348623157e308", "1e400", "10e399", "0.30000000000000004",
    ];

    private static readonly string[] Texts =
        ["\"\"", "\"a\"", "\"\\u0061\"", "\"1\"", "\"é\"", "\"\\u00e9\"", "\"e\\u0301\"", "\"🎉\"", "\"\\ud83c\\udf89\"", "\"\\/\"", "\"/\"", "\"\\n\\\"\\\\\""];

    private static readonly Gen<string> Leaf =
        Gen.OneOf(Gen.OneOfConst(Numbers), Gen.OneOfConst(Texts), Gen.OneOfConst("null", "true", "false", "[]", "{}", "[[]]", "{\"\":null}"));

    private static readonly Gen<string> Space = Gen.OneOfConst("", " ", "\n\t");

    private static readonly Gen<string> Value = Gen.Recursive<string>((depth, inner) => depth > 3 ? Leaf : Gen.OneOf(Leaf, Leaf,
        Gen.Select(inner.Array[0, 3], Space, (items, space) => $"[{string.Join("," + space, items)}]"),
        Gen.Select(Gen.OneOfConst(Texts).Array[0, 4], inner.Array[4], Space,
            (names, values, space) => $"{{{string.Join(",", names.Select((name, i) => $"{space}{name}:{space}{values[i]}"))}}}")));

    [Fact]
    public async Task Of_IsTheSame_ExactlyWhenPostgresHoldsTheValuesForEqual()
    {
        var texts = Gen.Select(Value, Value).Array[400].Single(seed: "0000KOIEj1c5");
        var left = texts.Select(pair => pair.Item1).Concat(Numbers.SelectMany(a => Numbers.Select(_ => a))).ToArray();
        var right = texts.Select(pair => pair.Item2).Concat(Numbers.SelectMany(_ => Numbers)).ToArray();

        var compared = await Bridge.SqlRowsAsync<(string Left, string Right, string Held, bool Equal)>(
            "SELECT l, r, l::jsonb::text, l::jsonb = r::jsonb FROM unnest(@left, @right) AS pair (l, r)", new { left, right });

        foreach (var (l, r, held, equal) in compared)
        {
            CanonicalJson.Of(held).ShouldBe(CanonicalJson.Of(l), l);
            (CanonicalJson.Of(l) == CanonicalJson.Of(r)).ShouldBe(equal, $"{l} and {r}");
        }
        compared.Count(pair => pair.Equal).ShouldBeGreaterThan(40);
    }

    [Theory]
    [InlineData("{"), InlineData(""), InlineData("{'a': 1}"), InlineData("NaN"), InlineData("\"\\ud800\"")]
    public void Of_IsTheTextItself_WhenItIsNoJson(string text) => CanonicalJson.Of(text).ShouldBe("!" + text);
}
