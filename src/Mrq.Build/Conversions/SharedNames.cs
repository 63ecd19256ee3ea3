namespace Mrq.Build.Conversions;

/// <summary>Finds conversions that would give one name to two things.</summary>
internal static class SharedNames
{
    /// <summary>Every pair that shares a name, once, with the first name that they share. A conversion may share one with itself.</summary>
    public static IEnumerable<(ConversionItem First, ConversionItem Second, string Name)> Of(IReadOnlyList<ConversionItem> items, Func<ConversionItem, IEnumerable<string>> namesOf, StringComparer comparer)
    {
        var owners = new Dictionary<string, int>(comparer);
        var pairs = new HashSet<(int, int)>();
        for (var i = 0; i < items.Count; i++)
        {
            foreach (var name in namesOf(items[i]))
            {
                if (!owners.TryAdd(name, i) && pairs.Add((owners[name], i)))
                {
                    yield return (items[owners[name]], items[i], name);
                }
            }
        }
    }
}
