using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace GraphSync.Rescore.Scoring;

/// <summary>Scores with an ONNX model: one float input [N, F], whose F columns the metadata entry <c>features</c> names, and the first
/// float output.</summary>
internal sealed class OnnxScorer : BatchScorer
{
    private readonly string _path;
    private readonly InferenceSession _session;
    private readonly OnnxFeatures _features;
    private readonly string _output;

    public OnnxScorer(string path, ScorerOptions options, TimeProvider time) : base(options, time)
    {
        _path = path;
        _session = Load(path);
        try
        {
            _features = ReadFeatures();
            CheckInput();
            _output = _session.OutputNames.FirstOrDefault(name => IsFloatTensor(_session.OutputMetadata[name]))
                ?? throw Unfit("has no output that is a float tensor",
                    "Export it with one; for a classifier of scikit-learn, with the option zipmap=False");
        }
        catch
        {
            _session.Dispose();
            throw;
        }
    }

    public override string Description => $"onnx:{_path}";

    public override ValueTask DisposeAsync()
    {
        _session.Dispose();
        return ValueTask.CompletedTask;
    }

    protected override async Task<IReadOnlyList<ScoringResult>> ScoreBatchAsync(ScoringRequest[] batch, AnswerCheck check,
        CancellationToken cancellationToken)
    {
        var scores = new List<ScoringResult>(batch.Length);
        var (rows, columns) = (new List<ScoringRequest>(batch.Length), _features.Count);
        var input = new float[batch.Length * columns];
        foreach (var edge in batch)
        {
            if (_features.TryRead(edge.Inputs, input.AsSpan(rows.Count * columns, columns)) is { } reason)
                scores.Add(check.AcceptError(edge.EdgeId, reason));
            else
                rows.Add(edge);
        }
        if (rows.Count == 0)
            return scores;
        var filled = input.AsMemory(0, rows.Count * columns);
        var answers = await Task.Run(() => Run(filled, rows, check, cancellationToken), cancellationToken).ConfigureAwait(false);
        scores.AddRange(rows.Zip(answers, (edge, answer) => check.Accept(edge.EdgeId, answer)));
        return scores;
    }

    private float[] Run(Memory<float> input, List<ScoringRequest> rows, AnswerCheck check, CancellationToken cancellationToken)
    {
        using var run = new RunOptions();
        using var stop = cancellationToken.Register(() => run.Terminate = true);
        try
        {
            using var tensor = OrtValue.CreateTensorValueFromMemory(OrtMemoryInfo.DefaultInstance, input, [rows.Count, _features.Count]);
            using var outputs = _session.Run(run, _session.InputNames, [tensor], [_output]);
            return Positive(outputs[0], rows.Count, check);
        }
        catch (OnnxRuntimeException e)
        {
            cancellationToken.ThrowIfCancellationRequested();
            throw new ScoringException(
                $"{Description}: it failed{check.Waiting}: {e.Message}. Try the model on that edge's inference_input.");
        }
    }

    // [N], [N, 1], or [N, 2], where the second column is the positive class.
    private float[] Positive(OrtValue output, int rows, AnswerCheck check)
    {
        var shape = output.GetTensorTypeAndShape().Shape;
        var columns = shape.Length == 1 ? 1 : shape.Length == 2 ? shape[1] : 0;
        if (columns is not (1 or 2) || shape[0] != rows)
        {
            throw new ScoringException(
                $"{Description}: its output {_output} has the shape [{string.Join(", ", shape)}] for {rows} rows{check.Waiting}. "
                + "It must be [N], [N, 1] or [N, 2].");
        }
        var values = output.GetTensorDataAsSpan<float>();
        var answers = new float[rows];
        for (var i = 0; i < rows; i++)
            answers[i] = values[(int)(((i + 1) * columns) - 1)];
        return answers;
    }

    private static InferenceSession Load(string path)
    {
        try
        {
            using var options = new SessionOptions { LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_ERROR };
            options.AddSessionConfigEntry("session.intra_op.allow_spinning", "0"); // batches are small: leave the cores to others
            return new InferenceSession(path, options);
        }
        catch (Exception e) when (e is OnnxRuntimeException or DllNotFoundException or TypeInitializationException)
        {
            throw new ScoringException($"onnx:{path}: the model could not be loaded: {(e.InnerException ?? e).Message}. "
                + "Export it again, or see that ONNX Runtime supports this system.");
        }
    }

    private OnnxFeatures ReadFeatures()
    {
        if (!_session.ModelMetadata.CustomMetadataMap.TryGetValue("features", out var entry))
            throw Unfit("has no metadata entry 'features'", "Add one that names the input's columns in order, as a JSON array");
        try
        {
            return new OnnxFeatures(entry);
        }
        catch (FormatException e)
        {
            throw Unfit($"has a metadata entry 'features' that cannot be read ({e.Message})", "Make it a JSON array of names");
        }
    }

    private void CheckInput()
    {
        var inputs = _session.InputMetadata;
        if (inputs.Count != 1 || inputs.Values.Single() is var input && (!IsFloatTensor(input) || input.Dimensions.Length != 2))
            throw Unfit("does not have just one input that is a float tensor [N, F]", "Export it with one");
        var (rows, columns) = (input.Dimensions[0], input.Dimensions[1]);
        if (rows > 0)
            throw Unfit($"takes {rows} rows at a time", "Export it with a free first dimension");
        if (columns > 0 && columns != _features.Count)
            throw Unfit($"takes {columns} columns, but its metadata entry 'features' names {_features.Count}", "Correct the entry");
    }

    private static bool IsFloatTensor(NodeMetadata node) => node.IsTensor && node.ElementDataType == TensorElementType.Float;

    private ScoringException Unfit(string what, string remedy) => new($"{Description}: the model {what}. {remedy}.");
}
