namespace GraphQueries.Catalogue;

/// <summary>Values of an answer as the types that row records use.</summary>
internal static class ValueConversion
{
    /// <summary>Whether <paramref name="value"/> is a <paramref name="type"/>; null is, here, of every type.</summary>
    public static bool TryConvert(object? value, Type type, bool nullableElements, out object? converted)
    {
        converted = value;
        if (value is null) return true;
        var wanted = Nullable.GetUnderlyingType(type) ?? type;
        switch (value)
        {
            case long number when wanted == typeof(int):
                converted = (int)number;
                return number is >= int.MinValue and <= int.MaxValue;
            // Somebody may have written a whole confidence as an integer.
            case long number when wanted == typeof(double):
                converted = (double)number;
                return true;
            case object?[] list when wanted.IsGenericType && wanted.GetGenericTypeDefinition() == typeof(IReadOnlyList<>):
                return TryConvertList(list, wanted.GetGenericArguments()[0], nullableElements, out converted);
            default:
                return wanted.IsInstanceOfType(value);
        }
    }

    /// <summary>What a value is, for an error.</summary>
    public static string Describe(object? value) => value switch
    {
        object?[] list => $"a list of {string.Join(", ", list.Select(item => item?.GetType().Name ?? "null").Distinct().Take(4))}",
        long number => $"the integer {number}",
        null => "null",
        _ => $"a {value.GetType().Name}",
    };

    private static bool TryConvertList(object?[] list, Type element, bool nullable, out object? converted)
    {
        // The columns of a batch: thousands of strings or numbers.
        if (element == typeof(string) && AreAll<string>(list, nullable)) return Cast<string>(list, out converted);
        if (element == typeof(double) && AreAll<double>(list)) return Cast<double>(list, out converted);
        if (element == typeof(double?) && AreAll<double>(list, nullable)) return Cast<double?>(list, out converted);
        if (element == typeof(long) && AreAll<long>(list)) return Cast<long>(list, out converted);
        if (element == typeof(long?) && AreAll<long>(list, nullable)) return Cast<long?>(list, out converted);
        var array = Array.CreateInstance(element, list.Length);
        converted = array;
        for (var i = 0; i < list.Length; i++)
        {
            if ((list[i] is null && !nullable) || !TryConvert(list[i], element, nullableElements: false, out var item)) return false;
            array.SetValue(item, i);
        }
        return true;
    }

    private static bool AreAll<T>(object?[] list, bool orNull = false) =>
        Array.TrueForAll(list, item => item is T || (orNull && item is null));

    private static bool Cast<T>(object?[] list, out object? converted)
    {
        converted = Array.ConvertAll(list, item => (T)item!);
        return true;
    }
}
