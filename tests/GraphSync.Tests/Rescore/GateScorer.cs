using Support;

namespace GraphSync.Tests.Rescore;

/// <summary>A scorer that waits, when it has read its first edge, until the test opens the gate.</summary>
public sealed class GateScorer
{
    private readonly string _gate;

    /// <param name="folder">Where its files are to be.</param>
    /// <param name="confidence">Python for the answer; <c>e</c> is the edge.</param>
    public GateScorer(string folder, string confidence)
    {
        _gate = System.IO.Path.Combine(folder, $"gate-{Guid.NewGuid():N}");
        Path = _gate + ".py";
        File.WriteAllText(Path, $"""
            import json, os, sys, time
            for line in sys.stdin:
                e = json.loads(line)
                open('{_gate}.seen', 'a').close()
                while not os.path.exists('{_gate}'): time.sleep(0.02)
                print(json.dumps(dict(edge_id=e['edge_id'], confidence={confidence})), flush=True)

            """);
    }

    /// <summary>What <c>model_versions.scorer</c> is to hold.</summary>
    public string Path { get; }

    /// <summary>Waits until it has read an edge.</summary>
    public Task SeenAsync(CancellationToken cancellationToken) =>
        Until.TrueAsync(() => File.Exists(_gate + ".seen"), "the scorer reads an edge", cancellationToken);

    /// <summary>Makes every later run of it fail.</summary>
    public void Break() => File.WriteAllText(Path, "raise SystemExit('the model is gone')\n");

    /// <summary>Lets it answer.</summary>
    public void Open() => File.WriteAllText(_gate, "");
}
