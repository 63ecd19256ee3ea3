namespace Mrq.Build.Conversions;

/// <summary>One name for two things.</summary>
/// <param name="First">The conversion that has it first.</param>
/// <param name="Second">The other one, or the same once more.</param>
/// <param name="Name">The name.</param>
internal sealed record SharedName(ConversionItem First, ConversionItem Second, string Name)
{
    /// <summary>Every pair that shares a name, once, with the first name that they share.</summary>
    public static List<SharedName> Of(IReadOnlyList<ConversionItem> items, Func<ConversionItem, IEnumerable<string>> namesOf, StringComparer comparer)
    {
        var owners = new Dictionary<string, ConversionItem>(comparer);
        var shared = new List<SharedName>();
        foreach (var item in items)
        {
            foreach (var name in namesOf(item))
            {
                if (!owners.TryAdd(name, item) && !shared.Exists(pair => ReferenceEquals(pair.First, owners[name]) && ReferenceEquals(pair.Second, item)))
                {
                    shared.Add(new SharedName(owners[name], item, name));
                }
            }
        }

        return shared;
    }
}
