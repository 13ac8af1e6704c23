using System.Reflection;

namespace GraphQueries.Tests.Catalogue;

/// <summary>A <c>CypherQuery</c> field of the library: the C# side of a query file.</summary>
internal sealed class QueryHandle
{
    private readonly object _query;

    private QueryHandle(FieldInfo field)
    {
        Field = $"{field.DeclaringType!.Name}.{field.Name}";
        _query = field.GetValue(null)!;
        Parameters = field.FieldType.GetGenericArguments()[0];
        Row = field.FieldType.GetGenericArguments()[1];
    }

    public string Field { get; }

    public Type Parameters { get; }

    public Type Row { get; }

    public CypherFile File => (CypherFile)_query.GetType().GetProperty(nameof(File))!.GetValue(_query)!;

    /// <summary>All handles, by the name of their file.</summary>
    public static ILookup<string, QueryHandle> All { get; } = typeof(CypherCatalogue).Assembly.GetTypes()
        .Where(type => !type.ContainsGenericParameters)
        .SelectMany(type => type.GetFields(BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic))
        .Where(field => field.FieldType.IsGenericType && field.FieldType.GetGenericTypeDefinition() == typeof(CypherQuery<,>))
        .Select(field => new QueryHandle(field))
        .ToLookup(handle => handle.File.Name);

    /// <summary>Name and Cypher type of each parameter, as a header would declare them.</summary>
    public IEnumerable<string> ParameterDeclarations() => Parameters == typeof(NoParameters) ? []
        : RecordMapping.ParametersOf(Parameters).Select(parameter => $"{parameter.Name}: {TypeName(parameter.Property)}");

    /// <summary>Name and Cypher type of each column that the row record takes.</summary>
    public IEnumerable<string> ColumnDeclarations() => Row == typeof(NoRow) ? []
        : Row.GetConstructors().MaxBy(c => c.GetParameters().Length)!.GetParameters()
            .Select(parameter => $"{RecordMapping.SnakeCase(parameter.Name!)}: {TypeName(parameter)}");

    /// <summary>Maps an answer to the row record.</summary>
    public void Map(QueryResult table)
    {
        try
        {
            _query.GetType().GetMethod("Rows")!.Invoke(_query, [table]);
        }
        catch (TargetInvocationException e)
        {
            throw e.InnerException!;
        }
    }

    private static string TypeName(PropertyInfo property) =>
        TypeName(property.PropertyType, new NullabilityInfoContext().Create(property));

    private static string TypeName(ParameterInfo parameter) =>
        TypeName(parameter.ParameterType, new NullabilityInfoContext().Create(parameter));

    private static string TypeName(Type type, NullabilityInfo nullability)
    {
        var plain = Nullable.GetUnderlyingType(type) ?? type;
        var mark = nullability.ReadState == NullabilityState.Nullable ? "?" : "";
        return plain switch
        {
            _ when plain == typeof(string) => "string",
            _ when plain == typeof(bool) => "boolean",
            _ when plain == typeof(int) || plain == typeof(long) => "integer",
            _ when plain == typeof(double) => "float",
            _ when plain == typeof(DateTimeOffset) => "instant",
            _ when plain == typeof(object) => "any",
            { IsGenericType: true } when plain.GetGenericArguments().Length == 2 => "map",
            { IsArray: true } => $"list<{TypeName(plain.GetElementType()!, nullability.ElementType!)}>",
            { IsGenericType: true } => $"list<{TypeName(plain.GetGenericArguments()[0], nullability.GenericTypeArguments[0])}>",
            _ => plain.Name,
        } + mark;
    }
}
