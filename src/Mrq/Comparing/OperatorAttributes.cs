using System.Collections;
using System.Globalization;
using System.Reflection;
using Mrq.Core.Graph;

namespace Mrq;

/// <summary>What an operator says beside its tensors (strides, padding, axes), by name: to be shown, and to be compared by what it is and not by where it lies.</summary>
internal static class OperatorAttributes
{
    private const int MostElements = 16;

    private static readonly HashSet<string> Common = [.. typeof(Operator).GetProperties().Select(property => property.Name)];

    /// <summary>Names and values in the invariant culture; of long lists the beginning.</summary>
    public static IReadOnlyList<(string Name, string Value)> Of(Operator step) =>
    [
        .. step.GetType().GetProperties(BindingFlags.Instance | BindingFlags.Public).Where(property => !Common.Contains(property.Name) && property.GetIndexParameters().Length == 0)
            .OrderBy(property => property.Name, StringComparer.Ordinal).Select(property => (property.Name, Text(property.GetValue(step)))),
    ];

    private static string Text(object? value) => value switch
    {
        null => "none",
        string text => text,
        IFormattable number => number.ToString(null, CultureInfo.InvariantCulture),
        IEnumerable list => List(list),
        _ => value.ToString() ?? "",
    };

    private static string List(IEnumerable list)
    {
        var texts = list.Cast<object?>().Take(MostElements + 1).Select(Text).ToList();
        return $"[{string.Join(", ", texts.Take(MostElements))}{(texts.Count > MostElements ? ", …" : "")}]";
    }
}
