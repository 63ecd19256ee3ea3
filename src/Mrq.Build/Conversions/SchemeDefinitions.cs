using Microsoft.Build.Framework;
using Mrq.Core.Diagnostics;
using Mrq.Core.Schemes;

namespace Mrq.Build.Conversions;

/// <summary>The MrqScheme items of a project, each checked and made a complete definition, which conversions read from a file.</summary>
internal sealed class SchemeDefinitions
{
    private readonly Dictionary<string, SchemeDefinitionFile?> _files = new(StringComparer.OrdinalIgnoreCase);

    /// <param name="items">The items.</param>
    /// <param name="paths">The project's folder.</param>
    /// <param name="intermediate">Where conversions write, as the project spells it.</param>
    /// <param name="onError">Is told what is wrong with an item, and at which file.</param>
    public SchemeDefinitions(ITaskItem[] items, ProjectPaths paths, string intermediate, Action<string, MrqException> onError)
    {
        var set = new SchemeItems(items, paths.Absolute);
        foreach (var item in items)
        {
            try
            {
                _files[item.ItemSpec] = new SchemeDefinitionFile(paths.Absolute(SchemeDefinitionFile.Place(intermediate, item.ItemSpec)), SchemeFile.Write(set.Resolve(item)));
            }
            catch (MrqException error)
            {
                // The engine tells tasks the file of an item, not its line.
                _files[item.ItemSpec] = null;
                onError(error.Place.File ?? item.GetMetadata("DefiningProjectFullPath"), error);
            }
        }
    }

    /// <summary>A conversion with the definition of its scheme, where that is one of the items.</summary>
    public ConversionItem Resolved(ConversionItem item) => _files.TryGetValue(item.Scheme, out var file) ? item with { SchemeFile = file, IsWrong = file is null } : item with { OwnSchemes = _files.Keys };
}
