using Microsoft.Build.Framework;
using Mrq.Files;

namespace Mrq.Build.Conversions;

/// <summary>Makes one item for each scheme of a model.</summary>
/// <param name="paths">The project's folder.</param>
/// <param name="metadata">The names of metadata that conversions read.</param>
/// <param name="defaults">What is meant where an item leaves metadata empty, escaped.</param>
internal sealed class ConversionPlanner(ProjectPaths paths, IReadOnlyList<string> metadata, IReadOnlyDictionary<string, string> defaults)
{
    private const string TargetScheme = "TargetScheme";
    private const string BaselineReport = "BaselineReport";
    private const string EmbedAs = "EmbedAs";

    public IEnumerable<ITaskItem> Plan(ITaskItem model)
    {
        var target = TargetPath(model);
        var extension = Path.GetExtension(target);
        foreach (var scheme in ItemList.Of(Written(model, TargetScheme)))
        {
            var place = $"{target[..^extension.Length]}.{scheme}";
            var item = EngineItem.Of(
                $"{place}{extension}",
                ConversionItem.FileName, model.ItemSpec,
                ConversionItem.FullPathName, paths.Absolute(model.ItemSpec),
                ConversionItem.ProjectName, model.GetMetadata("DefiningProjectFullPath"),
                ConversionItem.SchemeName, scheme,
                ConversionItem.PlaceName, place,
                ConversionItem.ExtensionName, extension);
            item.SetMetadata(ConversionItem.SchemesName, Written(model, TargetScheme));
            foreach (var name in metadata)
            {
                item.SetMetadata(name, Written(model, name));
            }

            item.SetMetadata(EmbedAs, EngineItem.Escaped(item.GetMetadata(EmbedAs).Replace("{scheme}", scheme, StringComparison.Ordinal)));
            if (item.GetMetadata(BaselineReport) is [.., '/' or '\\'] folder)
            {
                // A folder holds the baselines of all of an item's schemes, named like the reports.
                item.SetMetadata(BaselineReport, EngineItem.Escaped($"{folder}{ConversionOutputs.ReportBeside(Path.GetFileName($"{place}{extension}"))}"));
            }

            yield return item;
        }
    }

    private string Written(ITaskItem model, string name) => EngineItem.Written(model, name) is { Length: > 0 } written ? written : defaults.GetValueOrDefault(name, "");

    /// <summary>As the engine assigns it to content: the Link or the path below the project; of a file from elsewhere its name.</summary>
    private string TargetPath(ITaskItem model)
    {
        var named = model.GetMetadata("TargetPath") is { Length: > 0 } target ? target : model.GetMetadata("Link");

        // A Link may have './', '//', '..' and slashes of another system.
        var path = paths.Absolute(named.Length > 0 ? named.TrimStart('/', '\\') : model.ItemSpec);
        var relative = paths.Relative(path);
        return Path.IsPathRooted(relative) || relative.Split('/', '\\')[0] == ".." ? Path.GetFileName(path) : relative;
    }
}
