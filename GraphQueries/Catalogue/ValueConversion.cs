namespace GraphQueries.Catalogue;

/// <summary>Values of an answer as the types that row records use.</summary>
internal static class ValueConversion
{
    public static bool TryConvert(object? value, Type type, out object? converted)
    {
        converted = value;
        if (value is null) return true;
        var wanted = Nullable.GetUnderlyingType(type) ?? type;
        if (wanted.IsInstanceOfType(value) && wanted != typeof(object[])) return true;
        switch (value)
        {
            case long number when wanted == typeof(int):
                converted = checked((int)number);
                return true;
            // Somebody may have written a whole confidence as an integer.
            case long number when wanted == typeof(double):
                converted = (double)number;
                return true;
            case object?[] list when wanted.IsGenericType && wanted.GetGenericTypeDefinition() == typeof(IReadOnlyList<>):
                return TryConvertList(list, wanted.GetGenericArguments()[0], out converted);
            case Dictionary<string, object?> map when wanted.IsInstanceOfType(map):
                return true;
            default:
                return false;
        }
    }

    private static bool TryConvertList(object?[] list, Type element, out object? converted)
    {
        // The columns of a batch: thousands of strings or numbers.
        if (element == typeof(string) && Array.TrueForAll(list, item => item is string)) return Cast<string>(list, out converted);
        if (element == typeof(double) && Array.TrueForAll(list, item => item is double)) return Cast<double>(list, out converted);
        var array = Array.CreateInstance(element, list.Length);
        converted = array;
        var nullable = !element.IsValueType || Nullable.GetUnderlyingType(element) is not null;
        for (var i = 0; i < list.Length; i++)
        {
            if ((list[i] is null && !nullable) || !TryConvert(list[i], element, out var item)) return false;
            array.SetValue(item, i);
        }
        return true;
    }

    private static bool Cast<T>(object?[] list, out object? converted)
    {
        converted = Array.ConvertAll(list, item => (T)item!);
        return true;
    }
}
