using System.Globalization;
using GraphSync.Rescore.Scoring;
using Support;

namespace GraphSync.Tests.Rescore.Scoring;

/// <summary>A directory of its own in which a test writes scorers, and the calls that run them.</summary>
internal sealed class ScorerBench : IDisposable
{
    private const UnixFileMode Executable =
        UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute | UnixFileMode.GroupRead | UnixFileMode.GroupExecute;

    public string Root { get; } = Directory.CreateTempSubdirectory("scorer-").FullName;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public static ScoringRequest Edge(string id, string? inputs = null, double confidence = 0.25) =>
        new(id, $"Compound::{id}", "TREATS", "Disease::1", inputs, confidence);

    /// <summary>Edges e1, e2, ….</summary>
    public static ScoringRequest[] Edges(int count, string? inputs = """{"x":0.5}""") =>
        [.. Enumerable.Range(1, count).Select(i => Edge($"e{i.ToString(CultureInfo.InvariantCulture)}", inputs))];

    /// <summary>An executable Python scorer; the body runs after <c>import json, os, sys, time</c>.</summary>
    public string Python(string body, string name = "eval.py") =>
        Script(name, $"#!/usr/bin/env python3\nimport json, os, sys, time\n{body}\n");

    /// <summary>A Python scorer that answers each edge at once; <c>answer(edge)</c> is the given expression.</summary>
    public string Answering(string expression) => Python($$"""
        for line in sys.stdin:
            edge = json.loads(line)
            print({{expression}}, flush=True)
        """);

    public string Shell(string body, string name = "eval.sh") => Script(name, $"#!/bin/sh\n{body}\n");

    public string Script(string name, string text, bool executable = true)
    {
        var path = Path.Combine(Root, name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, text);
        if (executable && !OperatingSystem.IsWindows())
            File.SetUnixFileMode(path, Executable);
        return path;
    }

    public static async Task<List<ScoringResult>> ScoreAsync(
        string scorer, IEnumerable<ScoringRequest> edges, ScorerOptions? options = null, TimeProvider? time = null)
    {
        await using var made = ScorerFactory.Create(scorer, options ?? new ScorerOptions(), time ?? TimeProvider.System);
        return await made.ScoreAsync(edges.ToAsyncEnumerable(), Cancellation).ToListAsync(Cancellation);
    }

    public static async Task<string> FailureAsync(
        string scorer, IEnumerable<ScoringRequest> edges, ScorerOptions? options = null, TimeProvider? time = null) =>
        (await Should.ThrowAsync<ScoringException>(() => ScoreAsync(scorer, edges, options, time))).Message;

    /// <summary>Waits for a file that a scorer writes; its text.</summary>
    public async Task<string> FileAsync(string name)
    {
        var path = Path.Combine(Root, name);
        await Until.TrueAsync(() => File.Exists(path) && new FileInfo(path).Length > 0, $"{name} appears", Cancellation);
        return await File.ReadAllTextAsync(path, Cancellation);
    }

    /// <summary>Waits until the process has gone, a zombie that nobody reaps included.</summary>
    public static Task GoneAsync(string pid) =>
        Until.TrueAsync(() => !File.Exists($"/proc/{pid.Trim()}/stat") || IsZombie(pid.Trim()), $"process {pid} is gone", Cancellation);

    public void Dispose() => Directory.Delete(Root, recursive: true);

    private static bool IsZombie(string pid)
    {
        try
        {
            return File.ReadAllText($"/proc/{pid}/stat").Split(") ")[^1].StartsWith('Z');
        }
        catch (IOException)
        {
            return true; // gone in between
        }
    }
}
