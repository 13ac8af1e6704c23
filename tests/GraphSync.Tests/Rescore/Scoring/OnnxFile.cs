using System.Buffers.Binary;
using System.Text;

namespace GraphSync.Tests.Rescore.Scoring;

/// <summary>Writes small ONNX models: just enough protobuf for a chain of operators over one float input <c>x</c>.</summary>
internal sealed class OnnxFile
{
    private const int Float = 1;
    private const int Int64 = 7;

    private readonly List<byte> _graph = [];
    private int _names;

    /// <summary>Adds the constant and gives its name.</summary>
    public string Constant(float[] values, params long[] shape)
    {
        var raw = new byte[values.Length * 4];
        for (var i = 0; i < values.Length; i++)
            BinaryPrimitives.WriteSingleLittleEndian(raw.AsSpan(i * 4), values[i]);
        return Initializer(Float, raw, shape);
    }

    public string Constant(params long[] values)
    {
        var raw = new byte[values.Length * 8];
        for (var i = 0; i < values.Length; i++)
            BinaryPrimitives.WriteInt64LittleEndian(raw.AsSpan(i * 8), values[i]);
        return Initializer(Int64, raw, [values.Length]);
    }

    /// <summary>Adds an operator and gives the name of its output.</summary>
    public string Node(string operation, params string[] inputs) => Node(operation, inputs, null);

    public string Node(string operation, string[] inputs, (string Name, long Value)? attribute)
    {
        var (node, output) = (new List<byte>(), $"n{++_names}");
        foreach (var input in inputs)
            Write(node, 1, input);
        Write(node, 2, output);
        Write(node, 4, operation);
        if (attribute is { } set)
        {
            var message = new List<byte>();
            Write(message, 1, set.Name);
            Write(message, 3, set.Value);
            Write(message, 20, 2); // an integer
            Write(node, 5, message);
        }
        Write(_graph, 1, node);
        return output;
    }

    /// <summary>Saves the model; a shape's -1 is a free dimension.</summary>
    public void Save(string path, long[] input, (string Name, int Type, long[] Shape)[] outputs, string? features, int inputType = Float)
    {
        Write(_graph, 2, "graph");
        Write(_graph, 11, Value("x", inputType, input));
        foreach (var output in outputs)
            Write(_graph, 12, Value(output.Name, output.Type, output.Shape));
        var (model, operators) = (new List<byte>(), new List<byte>());
        Write(operators, 2, 13); // the operator set's version
        Write(model, 1, 8); // the format's version
        Write(model, 7, _graph);
        Write(model, 8, operators);
        if (features is not null)
        {
            var entry = new List<byte>();
            Write(entry, 1, "features");
            Write(entry, 2, features);
            Write(model, 14, entry);
        }
        File.WriteAllBytes(path, model.ToArray());
    }

    public void Save(string path, int columns, string output, long[] shape, string? features) =>
        Save(path, [-1, columns], [(output, Float, shape)], features);

    private string Initializer(int type, byte[] raw, long[] shape)
    {
        var (tensor, name) = (new List<byte>(), $"c{++_names}");
        foreach (var dimension in shape)
            Write(tensor, 1, dimension);
        Write(tensor, 2, type);
        Write(tensor, 8, name);
        Write(tensor, 9, raw);
        Write(_graph, 5, tensor);
        return name;
    }

    private static List<byte> Value(string name, int type, long[] shape)
    {
        var (value, wrapper, tensor, dimensions) = (new List<byte>(), new List<byte>(), new List<byte>(), new List<byte>());
        foreach (var length in shape)
        {
            var dimension = new List<byte>();
            if (length < 0)
                Write(dimension, 2, "N");
            else
                Write(dimension, 1, length);
            Write(dimensions, 1, dimension);
        }
        Write(tensor, 1, type);
        Write(tensor, 2, dimensions);
        Write(wrapper, 1, tensor);
        Write(value, 1, name);
        Write(value, 2, wrapper);
        return value;
    }

    private static void Write(List<byte> to, int field, long value)
    {
        Varint(to, (ulong)field << 3);
        Varint(to, (ulong)value);
    }

    private static void Write(List<byte> to, int field, string text) => Write(to, field, Encoding.UTF8.GetBytes(text));

    private static void Write(List<byte> to, int field, IReadOnlyCollection<byte> bytes)
    {
        Varint(to, ((ulong)field << 3) | 2);
        Varint(to, (ulong)bytes.Count);
        to.AddRange(bytes);
    }

    private static void Varint(List<byte> to, ulong value)
    {
        for (; value >= 0x80; value >>= 7)
            to.Add((byte)(value | 0x80));
        to.Add((byte)value);
    }
}
