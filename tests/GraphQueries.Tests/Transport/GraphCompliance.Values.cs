using CsCheck;
using GraphSync.Postgres;

namespace GraphQueries.Tests.Transport;

public abstract partial class GraphCompliance
{
    public static TheoryData<long> Integers => [0, 1, -1, long.MinValue, long.MaxValue, (1L << 53) + 1, -(1L << 53) - 1, int.MaxValue];

    public static TheoryData<double> Floats =>
    [
        0.0, -0.0, 1.0, -1.0, 0.1, 1.0 / 3, 5e-324, -5e-324, 2.2250738585072014e-308, double.MaxValue, double.MinValue, 1e15, 1e16, 1e17,
        123456789012345680.0, 9007199254740993.0, 1e22, 1e23, double.Epsilon * 3, Math.PI, 1.0000000000000002,
    ];

    public static TheoryData<string> Texts =>
    [
        "", " ", "plain", "quote ' \" ` \\ / \\u0041 $run", "\0", "\t\r\n", "\u007f\u0085\u00a0\u2028\u2029\ufeff",
        "Ünïcode – ελληνικά – 中文 – עברית", "👩🏽‍🔬 \U0010FFFF", "e\u0301 vs é", "{\"$type\": \"Integer\", \"_value\": \"1\"}", "NaN",
        "</script>",
    ];

    /// <summary>What Neo4j writes, and the instant that is meant.</summary>
    public static TheoryData<string, string> Instants => new()
    {
        { "datetime('2020-06-01T12:00:00Z')", "2020-06-01T12:00:00.000000" },
        { "datetime('2020-06-01T12:00:00.123456789+02:00')", "2020-06-01T10:00:00.123456" },
        { "datetime('2020-06-01T12:00:00.999999999Z')", "2020-06-01T12:00:00.999999" },
        { "datetime('2020-06-01T12:00:00.5-11:30')", "2020-06-01T23:30:00.500000" },
        { "datetime('2020-06-01T12:00:00.000001[America/New_York]')", "2020-06-01T16:00:00.000001" },
        { "datetime({year: 1800, month: 1, day: 1, timezone: 'Europe/Berlin'})", "1799-12-31T23:06:32.000000" },
        { "datetime('1969-12-31T23:59:59.999999999Z')", "1969-12-31T23:59:59.999999" },
        { "datetime('0001-01-01T00:00:00Z')", "0001-01-01T00:00:00.000000" },
        { "datetime('9999-12-31T23:59:59.999999999Z')", "9999-12-31T23:59:59.999999" },
    };

    [Theory, MemberData(nameof(Integers))]
    public async Task Integer_ComesBackAsIs(long value)
    {
        var row = await EchoAsync(value);
        row[0].ShouldBe(value);
        row[1].ShouldBe("INTEGER NOT NULL");
    }

    [Theory, MemberData(nameof(Floats))]
    public async Task Float_ComesBackBitForBit(double value)
    {
        var row = await EchoAsync(value);
        BitConverter.DoubleToInt64Bits((double)row[0]!).ShouldBe(BitConverter.DoubleToInt64Bits(value));
        row[1].ShouldBe("FLOAT NOT NULL");
    }

    [Fact]
    public async Task Floats_ComeBackBitForBit_WhateverTheyAre() =>
        await Gen.Double.Where(double.IsFinite).Array[1, 400].SampleAsync(async values =>
        {
            var bits = values.Select(BitConverter.DoubleToInt64Bits).ToArray();
            var back = (object?[])(await WriteAsync(Graph, "CREATE (n:Floats {all: $p}) RETURN n.all AS all", ("p", values))).Rows[0][0]!;
            back.Select(value => BitConverter.DoubleToInt64Bits((double)value!)).ShouldBe(bits);
        }, iter: 20, threads: 1);

    [Fact]
    public async Task NotANumber_IsRead_ButCannotBeSent()
    {
        var rows = (await Graph.ReadAsync(new CypherStatement("RETURN 0.0 / 0.0, 1.0 / 0.0, -1.0 / 0.0"), Cancellation)).Rows;
        rows[0].ShouldBe([double.NaN, double.PositiveInfinity, double.NegativeInfinity]);
        foreach (var value in new[] { double.NaN, double.PositiveInfinity, double.NegativeInfinity })
        {
            await Should.ThrowAsync<ArgumentException>(() => EchoAsync(value));
            await Should.ThrowAsync<ArgumentException>(() => EchoAsync(new[] { value }));
        }
    }

    [Theory, MemberData(nameof(Texts))]
    public async Task Text_ComesBackAsIs(string value) => (await EchoAsync(value))[0].ShouldBe(value);

    [Fact]
    public async Task Texts_ComeBackAsTheyAre_WhateverTheyAre() =>
        await Gen.String[Gen.Char, 0, 40].Where(IsUnicode).Array[1, 50].SampleAsync(async values =>
            ((object?[])(await EchoAsync(values))[0]!).ShouldBe(values), iter: 20, threads: 1);

    [Fact]
    public async Task LongText_ComesBackAsIs()
    {
        var value = string.Concat(Enumerable.Repeat("0123456789 äöü 👩 ", 60_000));
        (await EchoAsync(value))[0].ShouldBe(value);
    }

    [Fact]
    public async Task LoneSurrogate_IsRefused_SinceItHasNoUtf8Form()
    {
        foreach (var value in new object[] { "\ud800", "a\udc00b", new[] { "a", "\ud83d" } })
            await Should.ThrowAsync<ArgumentException>(() => EchoAsync(value));
    }

    [Fact]
    public async Task NestedValues_ComeBackAsTheyAre()
    {
        var map = new Dictionary<string, object?>
        {
            ["null"] = null,
            ["list"] = new object?[] { 1L, 1.0, "one", true, false, null, Array.Empty<object?>(), new object?[] { new object?[] { 2L } } },
            ["map"] = new Dictionary<string, object?>
            {
                ["$type"] = "Integer",
                ["_value"] = "1",
                ["empty"] = new Dictionary<string, object?>(),
                ["ключ 👩"] = -0.5,
            },
        };
        ShouldBeSame((await EchoAsync(map))[0], map);
        ShouldBeSame((await EchoAsync(null))[0], null);
        ShouldBeSame((await EchoAsync(new List<bool> { true, false }))[0], new object?[] { true, false });
        ShouldBeSame((await EchoAsync(new List<int> { 1, -1 }))[0], new object?[] { 1L, -1L });
        ShouldBeSame((await EchoAsync(new long?[] { 1, null }))[0], new object?[] { 1L, null });
        ShouldBeSame((await EchoAsync(new HashSet<string> { "a" }))[0], new object?[] { "a" });
    }

    [Theory, MemberData(nameof(Instants))]
    public async Task Instant_IsReadInUtc_CutToMicroseconds(string cypher, string utc)
    {
        var rows = (await Graph.ReadAsync(new CypherStatement($"RETURN {cypher} AS v"), Cancellation)).Rows;
        var value = rows[0][0].ShouldBeOfType<DateTimeOffset>();
        value.Offset.ShouldBe(TimeSpan.Zero);
        value.ToString("yyyy-MM-dd'T'HH:mm:ss.ffffff", System.Globalization.CultureInfo.InvariantCulture).ShouldBe(utc);
        (value.Ticks % TimeSpan.TicksPerMicrosecond).ShouldBe(0);
    }

    [Fact]
    public async Task Instant_IsSentInUtc_CutToMicroseconds()
    {
        var instants = new[]
        {
            new DateTimeOffset(2020, 6, 1, 12, 0, 0, TimeSpan.FromHours(2)).AddTicks(1234567), DateTimeOffset.UnixEpoch.AddTicks(-1),
            DateTimeOffset.MinValue, DateTimeOffset.MaxValue, new DateTimeOffset(2024, 2, 29, 23, 59, 59, TimeSpan.FromHours(-11.5)),
        };
        var back = (object?[])(await ValueAsync(Graph, "RETURN [p IN $p | datetime(p)] AS v", ("p", instants)))!;
        back.ShouldBe(instants.Select(instant => (object)GraphQueries.Language.Instants.Cut(instant)));
    }

    [Fact]
    public async Task Instant_ComesAsText_WhenOutsideOfTheYearsThatExistHere()
    {
        var years = (object?[])(await ValueAsync(Graph, "RETURN [y IN [12000, -1] | datetime({year: y})] AS v"))!;
        years[0].ShouldBeOfType<string>().ShouldContain("12000");
        years[1].ShouldBeOfType<string>().ShouldContain("-0001");
    }

    [Fact]
    public async Task OtherValues_ComeAsText()
    {
        var statement = new CypherStatement("RETURN date('2020-01-02') AS a, duration('P1DT2S') AS b");
        var row = (await Graph.ReadAsync(statement, Cancellation)).Rows[0];
        row[0].ShouldBe("2020-01-02");
        row[1].ShouldBeOfType<string>();
    }

    [Fact]
    public async Task Node_IsAnError_AndTheTransactionLeavesNoLock()
    {
        await WriteAsync(Graph, "CREATE (:Locked {id: 1})");
        var graph = Open(Unlimited);
        var error = await Should.ThrowAsync<NotSupportedException>(() => WriteAsync(graph, "MATCH (n:Locked) SET n.x = 1 RETURN n"));
        error.Message.ShouldContain("return its properties");
        await UntilTransactionsAsync(graph.Run, any: false);
        await WriteAsync(Second, "MATCH (n:Locked) SET n.x = 2");
    }

    [Fact]
    public async Task Columns_AreNamedInOrder_AlsoWithoutRows()
    {
        (await Graph.ReadAsync(new CypherStatement("UNWIND [] AS x RETURN x AS b, 1 AS a"), Cancellation)).Columns.ShouldBe(["b", "a"]);
        (await WriteAsync(Graph, "CREATE (:Quiet)")).Columns.ShouldBeEmpty();
    }

    [Fact]
    public async Task ManyRows_ComeInOrder()
    {
        var statement = new CypherStatement("UNWIND range(1, 50000) AS x RETURN x, toString(x) AS text");
        var rows = (await Graph.ReadAsync(statement, Cancellation)).Rows;
        rows.Count.ShouldBe(50_000);
        rows.Index().ShouldAllBe(row => (long)row.Item[0]! == row.Index + 1 && (string)row.Item[1]! == $"{row.Index + 1}");
    }

    [Fact]
    public async Task Parameter_IsAnArgumentError_WhenCypherHasNoSuchType()
    {
        foreach (var value in new object[] { 1.0m, 1.0f, DateTime.UnixEpoch, Guid.Empty, new object() })
            await Should.ThrowAsync<ArgumentException>(() => EchoAsync(value));
    }

    private async Task<object?[]> EchoAsync(object? value) =>
        (await Graph.ReadAsync(Statement("RETURN $p AS v, valueType($p) AS type", ("p", value)), Cancellation)).Rows[0];

    private static bool IsUnicode(string text) => !Identifier.HasLoneSurrogate(text);

    private static void ShouldBeSame(object? actual, object? expected)
    {
        switch (expected)
        {
            case object?[] list:
                var items = actual.ShouldBeOfType<object?[]>();
                items.Length.ShouldBe(list.Length);
                for (var i = 0; i < items.Length; i++) ShouldBeSame(items[i], list[i]);
                break;
            case Dictionary<string, object?> map:
                var entries = actual.ShouldBeOfType<Dictionary<string, object?>>();
                entries.Keys.ShouldBe(map.Keys, ignoreOrder: true);
                foreach (var (name, value) in map) ShouldBeSame(entries[name], value);
                break;
            default:
                actual.ShouldBe(expected);
                actual?.GetType().ShouldBe(expected!.GetType());
                break;
        }
    }
}
