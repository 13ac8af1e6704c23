using System.IO.Compression;
using System.Text;
using GraphSync.Ingest;
using GraphSync.Ingest.Input;

namespace GraphSync.Tests.Ingest;

/// <summary>Gzip files of several members, and what may stand behind them.</summary>
public sealed class GzipTests
{
    private static readonly byte[] Rows = Member("a\nb\n");

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public static TheoryData<string, byte[]> SoundEnds => new()
    {
        { "nothing", [] },
        { "padding", new byte[5000] },
        { "one NUL", [0] },
        { "an empty member", Member("") },
        { "empty members and padding", [.. Member(""), .. Member(""), .. new byte[100]] },
        { "a member with a name, a comment, an extra field and a check", WithExtras() },
    };

    public static TheoryData<string, byte[]> DamagedEnds => new()
    {
        { "text", "x\ty\n"u8.ToArray() },
        { "one byte", [7] },
        { "the first byte of a header", [0x1F] },
        { "half a header", Rows[..6] },
        { "a header alone", Rows[..10] },
        { "a bit flipped in the first byte", Flipped(0) },
        { "a bit flipped in the second byte", Flipped(1) },
        { "another method", Flipped(2) },
        { "a flag that nobody knows", [.. Rows[..3], 0x80, .. Rows[4..]] },
        { "NUL and then a member", [0, .. Rows] },
        { "NUL and then text", [0, 0, .. "x"u8] },
        { "a member without its trailer", Rows[..^8] },
        { "a member with half of its trailer", Rows[..^3] },
        { "a wrong check", Flipped(Rows.Length - 8) },
        { "a wrong length", Flipped(Rows.Length - 1) },
        { "a wrong check of the header", WrongExtras() },
    };

    [Theory]
    [MemberData(nameof(SoundEnds))]
    public async Task ReadAsync_ReadsAll_WhenTheEndIsSound(string end, byte[] bytes)
    {
        var lines = await LinesAsync([.. Rows, .. Rows, .. bytes]);
        lines.ShouldAllBe(line => line.Problem == null, end);
        lines.Take(4).Select(Text).ShouldBe(["a", "b", "a", "b"]);
    }

    [Theory]
    [MemberData(nameof(DamagedEnds))]
    public async Task ReadAsync_ReportsDamageBehindTheRowsBefore_WhenTheEndIsNot(string end, byte[] bytes)
    {
        var lines = await LinesAsync([.. Rows, .. Rows, .. bytes]);
        lines.Take(4).Select(Text).ShouldBe(["a", "b", "a", "b"], end);
        lines.Count(line => line.Problem is not null).ShouldBe(1);
        lines[^1].Problem.ShouldNotBeNull().ShouldStartWith("the gzip stream is cut off or damaged");
    }

    [Fact]
    public async Task ReadAsync_ReadsThousandsOfMembers()
    {
        var lines = await LinesAsync([.. Enumerable.Range(0, 3000).SelectMany(i => Member($"{i}\n"))]);
        lines.Select(Text).ShouldBe(Enumerable.Range(0, 3000).Select(i => $"{i}"));
    }

    [Fact]
    public async Task ReadAsync_NeverLosesARow_WhereverABitOfAMembersHeaderFlips()
    {
        byte[] whole = [.. Enumerable.Range(0, 50).SelectMany(i => Member($"{i}\n"))];
        var second = Member("0\n").Length;
        for (var bit = 0; bit < 4 * 8; bit++)
        {
            var bytes = whole.ToArray();
            bytes[second + (bit / 8)] ^= (byte)(1 << (bit % 8));
            var lines = await LinesAsync(bytes);
            // A flag may make a name or a check of what follows; then that is missed, and reported.
            if (lines.All(line => line.Problem is null)) lines.Count.ShouldBe(50, $"bit {bit}");
        }
    }

    private static async Task<List<InputLine>> LinesAsync(byte[] bytes) =>
        await new InputLines(new GzipMembers(new MemoryStream(bytes)), 1 << 20).ReadAsync(Cancellation).ToListAsync(Cancellation);

    private static string Text(InputLine line) => Encoding.UTF8.GetString(line.Bytes.Span);

    private static byte[] Flipped(int at)
    {
        var bytes = Rows.ToArray();
        bytes[at] ^= 4;
        return bytes;
    }

    private static byte[] Member(string text)
    {
        using var memory = new MemoryStream();
        using (var gzip = new GZipStream(memory, CompressionLevel.Optimal, leaveOpen: true)) gzip.Write(Encoding.UTF8.GetBytes(text));
        // .NET writes nothing at all for nothing.
        return memory.Length > 0 ? memory.ToArray()
            : [0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 3, 3, 0, 0, 0, 0, 0, 0, 0, 0, 0];
    }

    private static byte[] WithExtras()
    {
        byte[] header = [0x1F, 0x8B, 8, 2 | 4 | 8 | 16, 0, 0, 0, 0, 0, 3, 3, 0, 1, 2, 3, .. "name"u8, 0, .. "comment"u8, 0];
        var sum = new ICSharpCode.SharpZipLib.Checksum.Crc32();
        sum.Update(header);
        var check = (ushort)sum.Value;
        return [.. header, (byte)check, (byte)(check >> 8), .. Rows[10..]];
    }

    private static byte[] WrongExtras()
    {
        var bytes = WithExtras();
        bytes[13] ^= 1;
        return bytes;
    }
}
