using System.Collections.Frozen;
using Mrq.Core.Diagnostics;

namespace Mrq.Core.Schemes;

/// <summary>The schemes that Mrq.Build knows by name: definition files in the grammar of users' own. One is read when it is first asked for, and only it and what it is based on.</summary>
public static class SchemeCatalogue
{
    private static readonly IReadOnlyList<CatalogueFile> Files = CatalogueFile.All(Named);
    private static readonly FrozenDictionary<string, CatalogueFile> FilesByName = Files.ToFrozenDictionary(file => file.Name, StringComparer.OrdinalIgnoreCase);
    private static readonly Lazy<IReadOnlyList<SchemeFamily>> AllFamilies = new(() =>
        [.. Files.GroupBy(file => file.Family).Select(family => new SchemeFamily(family.Key, [.. family.Select(file => file.Scheme)]))]);

    /// <summary>Every name, in the order of <see cref="All"/>; no scheme is read for it.</summary>
    public static IReadOnlyList<string> Names { get; } = [.. Files.Select(file => file.Name)];

    /// <summary>All of them by family: families by their names, schemes by theirs.</summary>
    public static IReadOnlyList<SchemeFamily> Families => AllFamilies.Value;

    /// <summary>All of them, family after family.</summary>
    public static IEnumerable<QuantizationScheme> All => Families.SelectMany(family => family.Schemes);

    /// <summary>Whether there is one of this name, whatever its case; it is not read.</summary>
    public static bool Contains(string name) => FilesByName.ContainsKey(name);

    /// <summary>The scheme of a name, whatever its case; null when there is none.</summary>
    public static QuantizationScheme? Find(string name) => FilesByName.GetValueOrDefault(name)?.Scheme;

    /// <summary>The scheme of a name, whatever its case.</summary>
    /// <exception cref="MrqException"><see cref="MrqCodes.UnknownScheme"/> when there is none.</exception>
    public static QuantizationScheme Named(string name) => Named(name, []);

    /// <summary>The same where there are schemes of a user's own, too: one of them may be meant.</summary>
    /// <exception cref="MrqException"><see cref="MrqCodes.UnknownScheme"/> when there is none.</exception>
    public static QuantizationScheme Named(string name, IEnumerable<string> others) =>
        Find(name) ?? throw new MrqException(MrqCodes.UnknownScheme, $"there is no scheme '{name}'; {NearestNames.IfMeant(name, others.Concat(Names))}use one that 'mrq schemes' lists, or define it.");
}
