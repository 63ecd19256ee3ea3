namespace Mrq;

/// <summary>Short names of the reports of one conversion, which lie in folders named after versions or days, or are themselves named so.</summary>
internal static class HistoryNames
{
    private const string Extension = ".report.json";

    /// <summary>The parts of each path in which it differs from another one; the file's name where there is only one.</summary>
    public static IReadOnlyList<string> Of(IReadOnlyList<string> paths)
    {
        var parts = paths.Select(path => path.Split('/', '\\')).ToList();
        var first = Enumerable.Range(0, parts.Min(path => path.Length)).TakeWhile(place => parts.All(path => path[place] == parts[0][place])).Count();
        var last = Enumerable.Range(1, parts.Min(path => path.Length)).TakeWhile(place => parts.All(path => path[^place] == parts[0][^place])).Count();
        return [.. parts.Select(path => Named(path, Math.Min(first, path.Length - 1), last))];
    }

    private static string Named(string[] path, int first, int last)
    {
        var end = Math.Max(path.Length - last, first + 1);
        var name = string.Join('/', path[first..end]);
        return name.EndsWith(Extension, StringComparison.OrdinalIgnoreCase) ? name[..^Extension.Length] : name;
    }
}
