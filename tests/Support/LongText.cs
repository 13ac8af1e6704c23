namespace Support;

/// <summary>Texts that take three bytes a character, and that no index can compress.</summary>
public static class LongText
{
    /// <summary>The same text for the same numbers.</summary>
    public static string Of(int characters, int seed = 13)
    {
        var random = new Random(seed);
        return string.Concat(Enumerable.Range(0, characters).Select(_ => (char)random.Next(0x4E00, 0x9FA5)));
    }
}
