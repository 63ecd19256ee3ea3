using Mrq.Core.Diagnostics;

namespace Mrq.Build.Conversions;

/// <summary>
/// Names the C arrays of a project. A name is the one that the model's item chose, or the file's; files of one name in several
/// folders are named by their folders, too, so that all of them fit into one program.
/// </summary>
internal static class CSymbols
{
    /// <summary>The conversions with their symbols.</summary>
    /// <param name="items">All conversions of a project.</param>
    /// <param name="log">Is told of an item that chose no name of C.</param>
    public static IReadOnlyList<ConversionItem> Named(IReadOnlyList<ConversionItem> items, ConversionLog log)
    {
        var named = new List<ConversionItem>(items.Count);
        foreach (var item in items)
        {
            try
            {
                named.Add(item.SourcePath is null ? item : item with { CSymbol = Chosen(item) ?? CSymbol.OfFile(item.SourcePath) });
            }
            catch (MrqException error)
            {
                log.Error(item, error);
                named.Add(item with { IsWrong = true });
            }
        }

        var shared = SharedName.Of(named, Taken, StringComparer.Ordinal).SelectMany(pair => new[] { pair.First, pair.Second }).ToHashSet<object>(ReferenceEqualityComparer.Instance);
        return [.. named.Select(item => shared.Contains(item) && Chosen(item) is null ? item with { CSymbol = CSymbol.OfPath(item["MrqSourceTargetPath"]) } : item)];
    }

    /// <summary>Symbols that are the same all the same.</summary>
    public static IEnumerable<Collision> Collisions(IReadOnlyList<ConversionItem> named) =>
        SharedName.Of(named, Taken, StringComparer.Ordinal).Select(pair => new Collision(
            pair.Second.Project,
            new MrqException(MrqCodes.DuplicateSymbol, $"the C arrays {pair.First.CSymbol} of {pair.First.Model} ({pair.First.Scheme}) and {pair.Second.CSymbol} of {pair.Second.Model} ({pair.Second.Scheme}) take the same name {pair.Name}; give one of the models a CSymbol of its own.")));

    private static string? Chosen(ConversionItem item) =>
        item[nameof(CSymbol)] is { Length: > 0 } chosen
            ? CSymbol.Chosen(chosen, item.Scheme, item["MrqSchemes"].Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Length > 1)
            : null;

    private static IEnumerable<string> Taken(ConversionItem item) => item.CSymbol is { } symbol ? CSymbol.Taken(symbol) : [];
}
