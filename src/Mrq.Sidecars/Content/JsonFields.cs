using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;
using Mrq.Core.Diagnostics;

namespace Mrq.Sidecars;

/// <summary>The fields of one tensor's object: every refusal names the tensor.</summary>
/// <param name="Element">The object.</param>
/// <param name="Tensor">Whose it is.</param>
internal readonly record struct JsonFields(JsonElement Element, string Tensor)
{
    /// <summary>A file with more numbers than this for one tensor is none that a network has.</summary>
    private const int MostNumbers = 1 << 24;

    /// <exception cref="MrqException"><see cref="MrqCodes.BadSidecar"/> where it is no object.</exception>
    public static JsonFields Of(JsonElement element, string tensor) =>
        element.ValueKind == JsonValueKind.Object ? new(element, tensor) : throw SidecarErrors.Wrong($"an object was expected, and there is {Kind(element)}.", tensor);

    /// <summary>Whether a field is there and not null.</summary>
    public bool Has(string name) => Find(name) is not null;

    public JsonElement? Find(string name) => Element.TryGetProperty(name, out var value) && value.ValueKind != JsonValueKind.Null ? value : null;

    public double? Number(string name) => Find(name) is { } value ? NumberOf(value, name) : null;

    /// <summary>A finite number.</summary>
    public double Require(string name) => Number(name) ?? throw Missing(name);

    /// <summary>A whole number; those that are written with a point (<c>-114.0</c>) are ones.</summary>
    public long? Whole(string name) => Find(name) is { } value ? WholeOf(value, name) : null;

    /// <summary>A number, or a list of them.</summary>
    public ImmutableArray<double> Numbers(string name)
    {
        if (Find(name) is not { } value)
        {
            return [];
        }

        if (value.ValueKind != JsonValueKind.Array)
        {
            return [NumberOf(value, name)];
        }

        var numbers = ImmutableArray.CreateBuilder<double>(Count(value, name));
        foreach (var item in value.EnumerateArray())
        {
            numbers.Add(NumberOf(item, name));
        }

        return numbers.MoveToImmutable();
    }

    /// <summary>The same for whole numbers.</summary>
    public ImmutableArray<long> Wholes(string name)
    {
        var fields = this;
        return [.. Numbers(name).Select(number => fields.WholeOf(number, name))];
    }

    /// <summary>Numbers in lists within lists, all of one length, row after row; a list of numbers is one row, a number one of one.</summary>
    public (ImmutableArray<double> Numbers, ImmutableArray<int> Lengths) Nested(string name)
    {
        var (numbers, lengths) = (ImmutableArray.CreateBuilder<double>(), new List<int>());
        if (Find(name) is { } value)
        {
            Add(value, 0, numbers, lengths, name);
        }

        return (numbers.ToImmutable(), [.. lengths]);
    }

    /// <summary>true or false, also as the strings that Python's <c>str</c> makes of them.</summary>
    public bool? Flag(string name) => Find(name) switch
    {
        null => null,
        { ValueKind: JsonValueKind.True } => true,
        { ValueKind: JsonValueKind.False } => false,
        { ValueKind: JsonValueKind.String } text when bool.TryParse(text.GetString(), out var flag) => flag,
        { } other => throw SidecarErrors.Wrong($"{name} is {Kind(other)} and not true or false.", Tensor),
    };

    public string? Text(string name) => Find(name) switch
    {
        null => null,
        { ValueKind: JsonValueKind.String } text => String(text, Tensor),
        { } other => throw SidecarErrors.Wrong($"{name} is {Kind(other)} and no text.", Tensor),
    };

    /// <summary>The text of a string that may hold half of a surrogate pair.</summary>
    public static string String(JsonElement text, string? tensor = null)
    {
        try
        {
            return text.GetString()!;
        }
        catch (InvalidOperationException error)
        {
            throw new MrqException(MrqCodes.BadSidecar, "a text in the file is no Unicode.", new MrqPlace(Tensor: tensor), error);
        }
    }

    public MrqException Missing(string name) => SidecarErrors.Wrong($"{name} is missing.", Tensor);

    private static string Kind(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.String => $"the text '{SafeText.Name(String(element))}'",
        JsonValueKind.Number => element.GetRawText() is { Length: <= 40 } number ? number : "a number",
        JsonValueKind.Array => "a list",
        JsonValueKind.Object => "an object",
        _ => element.ValueKind.ToString().ToLowerInvariant(),
    };

    private void Add(JsonElement value, int depth, ImmutableArray<double>.Builder numbers, List<int> lengths, string name)
    {
        if (value.ValueKind != JsonValueKind.Array)
        {
            if (depth < lengths.Count)
            {
                throw SidecarErrors.Wrong($"{name} has lists of several lengths.", Tensor);
            }

            numbers.Add(NumberOf(value, name));
            return;
        }

        var count = Count(value, name);
        if (depth == lengths.Count && numbers.Count == 0)
        {
            lengths.Add(count);
        }
        else if (depth >= lengths.Count || lengths[depth] != count)
        {
            throw SidecarErrors.Wrong($"{name} has lists of several lengths.", Tensor);
        }

        foreach (var item in value.EnumerateArray())
        {
            Add(item, depth + 1, numbers, lengths, name);
        }
    }

    private int Count(JsonElement list, string name) => list.GetArrayLength() is <= MostNumbers and var count ? count : throw SidecarErrors.Wrong($"{name} has more numbers than any tensor has channels.", Tensor);

    private double NumberOf(JsonElement value, string name) =>
        value.ValueKind == JsonValueKind.Number && value.TryGetDouble(out var number) && double.IsFinite(number) ? number
        : throw SidecarErrors.Wrong($"{name} is {Kind(value)} and no finite number.", Tensor);

    private long WholeOf(JsonElement value, string name) => WholeOf(NumberOf(value, name), name);

    private long WholeOf(double number, string name) =>
        number == Math.Round(number) && Math.Abs(number) <= 1L << 40 ? (long)number
        : throw SidecarErrors.Wrong(string.Create(CultureInfo.InvariantCulture, $"{name} is {number} and no whole number."), Tensor);
}
