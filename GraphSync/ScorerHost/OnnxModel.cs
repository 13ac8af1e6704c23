using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace GraphSync.ScorerHost;

/// <summary>An ONNX model: one float input [N, F], whose F columns the metadata entry <c>features</c> names, and the first float
/// output.</summary>
internal sealed class OnnxModel : IDisposable
{
    private readonly InferenceSession _session;
    private readonly string _output;

    /// <exception cref="HostFailureException">It cannot be loaded, or does not fit.</exception>
    public OnnxModel(string path)
    {
        _session = Load(path);
        Features = ReadFeatures();
        CheckInput();
        _output = _session.OutputNames.FirstOrDefault(name => IsFloatTensor(_session.OutputMetadata[name]))
            ?? throw Unfit("has no output that is a float tensor",
                "Export it with one; for a classifier of scikit-learn, with the option zipmap=False");
    }

    /// <summary>The columns of its input.</summary>
    public OnnxFeatures Features { get; }

    public void Dispose() => _session.Dispose();

    /// <summary>Scores rows of features that stand one after the other.</summary>
    /// <exception cref="HostFailureException">It fails, or answers something else than one number a row.</exception>
    public IEnumerable<double> Run(Memory<float> input, int rows)
    {
        try
        {
            using var run = new RunOptions();
            using var tensor = OrtValue.CreateTensorValueFromMemory(OrtMemoryInfo.DefaultInstance, input, [rows, Features.Count]);
            using var outputs = _session.Run(run, _session.InputNames, [tensor], [_output]);
            return Positive(outputs[0], rows);
        }
        catch (OnnxRuntimeException e)
        {
            throw new HostFailureException($"it failed: {e.Message}", "Try the model on that edge's inference_input");
        }
    }

    // [N], [N, 1], or [N, 2], where the second column is the positive class.
    private double[] Positive(OrtValue output, int rows)
    {
        var shape = output.GetTensorTypeAndShape().Shape;
        var columns = shape.Length == 1 ? 1 : shape.Length == 2 ? shape[1] : 0;
        if (columns is not (1 or 2) || shape[0] != rows)
        {
            throw new HostFailureException($"its output {_output} has the shape [{string.Join(", ", shape)}] for {rows} rows",
                "It must be [N], [N, 1] or [N, 2]");
        }
        var values = output.GetTensorDataAsSpan<float>();
        var answers = new double[rows];
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
            throw new HostFailureException($"the model could not be loaded: {(e.InnerException ?? e).Message.TrimEnd('.')}",
                "Export it again, or see that ONNX Runtime supports this system");
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
        if (columns > 0 && columns != Features.Count)
            throw Unfit($"takes {columns} columns, but its metadata entry 'features' names {Features.Count}", "Correct the entry");
    }

    private static bool IsFloatTensor(NodeMetadata node) => node.IsTensor && node.ElementDataType == TensorElementType.Float;

    private static HostFailureException Unfit(string what, string remedy) => new($"the model {what}", remedy);
}
