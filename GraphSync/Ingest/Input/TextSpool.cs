using System.Text;

namespace GraphSync.Ingest.Input;

/// <summary>Texts in order, kept in a file: a million of them would take more memory than the rest of the bridge.</summary>
internal sealed class TextSpool : IDisposable
{
    private readonly FileStream _file = TemporaryFile.Create();
    private long _count;

    /// <summary>Takes texts, once; null becomes the empty text.</summary>
    public void Write(IEnumerable<string?> texts)
    {
        using var writer = new BinaryWriter(_file, Encoding.UTF8, leaveOpen: true);
        foreach (var text in texts)
        {
            writer.Write(text ?? "");
            _count++;
        }
    }

    /// <summary>Gives them back, once.</summary>
    public IEnumerable<string> Read()
    {
        _file.Position = 0;
        using var reader = new BinaryReader(_file, Encoding.UTF8, leaveOpen: true);
        for (long i = 0; i < _count; i++) yield return reader.ReadString();
    }

    public void Dispose() => _file.Dispose();
}
