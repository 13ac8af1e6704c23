using System.Buffers;
using System.Text;
using GraphQueries.Transport.QueryApi;

namespace GraphQueries.Tests.Transport;

public sealed class TypedJsonTests
{
    private const string Answer = """
        {"data":{"fields":["text","number","list","other"],"values":[[{"$type":"String","_value":"a\"b\u00e4\ud83d\ude00ö"},
        {"$type":"Integer","_value":"-9223372036854775808"},{"$type":"List","_value":[{"$type":"Integer","_value":"12345"},
        {"$type":"Float","_value":"0.125"},{"$type":"Boolean","_value":true},{"$type":"Null","_value":null}]},
        {"$type":"Map","_value":{"when":{"$type":"OffsetDateTime","_value":"2026-11-28T07:00:00Z"}}}]]},
        "bookmarks":["FB:1"],"transaction":{"id":"7a"}}
        """;

    /// <summary>An answer comes in blocks that end anywhere.</summary>
    [Fact]
    public void Parse_GivesTheSame_WhereverAnAnswerIsDivided()
    {
        var bytes = Encoding.UTF8.GetBytes(Answer);
        for (var at = 0; at <= bytes.Length; at++)
        {
            var answer = TypedJson.Parse(Divided(bytes, at));
            var row = answer.Table.Rows.ShouldHaveSingleItem();
            row[0].ShouldBe("a\"bä😀ö");
            row[1].ShouldBe(long.MinValue);
            row[2].ShouldBe(new object?[] { 12345L, 0.125, true, null });
            ((Dictionary<string, object?>)row[3]!)["when"].ShouldBe(new DateTimeOffset(2026, 11, 28, 7, 0, 0, TimeSpan.Zero));
            answer.Bookmarks.ShouldBe(["FB:1"]);
            answer.TransactionId.ShouldBe("7a");
        }
    }

    private static ReadOnlySequence<byte> Divided(byte[] bytes, int at)
    {
        var first = new Block(bytes.AsMemory(0, at), null);
        var second = new Block(bytes.AsMemory(at), first);
        return new ReadOnlySequence<byte>(first, 0, second, second.Memory.Length);
    }

    private sealed class Block : ReadOnlySequenceSegment<byte>
    {
        public Block(ReadOnlyMemory<byte> memory, Block? before)
        {
            Memory = memory;
            if (before is null) return;
            RunningIndex = before.Memory.Length;
            before.Next = this;
        }
    }
}
