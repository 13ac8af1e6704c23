using System.Collections.Concurrent;
using System.Reflection;
using System.Text;
using GraphQueries.Language;

namespace GraphQueries.Catalogue;

/// <summary>Records to parameters and rows to records, by name: PascalCase here, snake_case in Cypher.</summary>
internal static class RecordMapping
{
    private static readonly ConcurrentDictionary<Type, (string Name, PropertyInfo Property)[]> Parameters = new();
    private static readonly ConcurrentDictionary<Type, RowShape> Shapes = new();

    public static IReadOnlyDictionary<string, object?> ToParameters(object record)
    {
        var properties = ParametersOf(record.GetType());
        var parameters = new Dictionary<string, object?>(properties.Length, StringComparer.Ordinal);
        foreach (var (name, property) in properties) parameters[name] = property.GetValue(record);
        return parameters;
    }

    public static (string Name, PropertyInfo Property)[] ParametersOf(Type type) => Parameters.GetOrAdd(type, static t =>
        [.. t.GetProperties(BindingFlags.Public | BindingFlags.Instance).Select(p => (SnakeCase(p.Name), p))]);

    public static RowShape ShapeOf(Type type) => Shapes.GetOrAdd(type, static t => new RowShape(t));

    public static IReadOnlyList<TRow> ToRows<TRow>(string query, QueryResult table)
    {
        if (typeof(TRow) == typeof(NoRow)) return [];
        var shape = ShapeOf(typeof(TRow));
        var ordinals = shape.Ordinals(query, table.Columns);
        var rows = new TRow[table.Rows.Count];
        for (var i = 0; i < rows.Length; i++) rows[i] = (TRow)shape.Create(query, table.Rows[i], ordinals);
        return rows;
    }

    public static string SnakeCase(string name)
    {
        var result = new StringBuilder(name.Length + 4);
        for (var i = 0; i < name.Length; i++)
        {
            if (char.IsUpper(name[i]) && i > 0) result.Append('_');
            result.Append(char.ToLowerInvariant(name[i]));
        }
        return result.ToString();
    }
}

/// <summary>The constructor of a row record and the columns that feed it.</summary>
internal sealed class RowShape
{
    private readonly ConstructorInvoker _constructor;

    public RowShape(Type type)
    {
        var constructor = type.GetConstructors().MaxBy(c => c.GetParameters().Length)!;
        var nullability = new NullabilityInfoContext();
        _constructor = ConstructorInvoker.Create(constructor);
        Fields = [.. constructor.GetParameters()
            .Select(p => new RowField(RecordMapping.SnakeCase(p.Name!), p.ParameterType, nullability.Create(p)))];
    }

    public IReadOnlyList<RowField> Fields { get; }

    public int[] Ordinals(string query, IReadOnlyList<string> columns)
    {
        var ordinals = new int[Fields.Count];
        for (var i = 0; i < ordinals.Length; i++)
        {
            ordinals[i] = columns.Index().Where(c => c.Item == Fields[i].Column).Select(c => c.Index).DefaultIfEmpty(-1).First();
            if (ordinals[i] < 0) throw new UnexpectedRowException(query, Fields[i].Column, Fields[i].Type.Name, "missing");
        }
        return ordinals;
    }

    public object Create(string query, object?[] row, int[] ordinals)
    {
        var arguments = new object?[ordinals.Length];
        for (var i = 0; i < arguments.Length; i++)
        {
            var field = Fields[i];
            var value = row[ordinals[i]];
            if (value is null && !field.Nullable) throw new UnexpectedRowException(query, field.Column, field.Type.Name, "null");
            if (!ValueConversion.TryConvert(value, field.Type, field.NullableElements, out arguments[i]))
                throw new UnexpectedRowException(query, field.Column, field.Type.Name, ValueConversion.Describe(value));
        }
        return _constructor.Invoke(arguments);
    }
}

/// <summary>A constructor parameter of a row record: the column of that name in snake_case.</summary>
internal sealed class RowField(string column, Type type, NullabilityInfo nullability)
{
    public string Column => column;

    public Type Type => type;

    public bool Nullable { get; } = nullability.WriteState == NullabilityState.Nullable;

    /// <summary>Whether a list may hold nulls.</summary>
    public bool NullableElements { get; } = nullability.GenericTypeArguments is [{ WriteState: NullabilityState.Nullable }];
}
