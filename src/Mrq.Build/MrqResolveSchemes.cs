using Microsoft.Build.Framework;
using Microsoft.Build.Utilities;
using Mrq.Core.Diagnostics;
using Mrq.Core.Schemes;
using Mrq.Files;
using Task = Microsoft.Build.Utilities.Task;

namespace Mrq.Build;

/// <summary>
/// Checks the MrqScheme items, writes each as a complete definition, and gives every conversion to one of them the file. A file is
/// rewritten only when the scheme changed, so that it can be an input of the conversion.
/// </summary>
[MSBuildMultiThreadableTask]
public sealed class MrqResolveSchemes : Task
{
    /// <summary>The project's folder.</summary>
    [Required]
    public string ProjectDirectory { get; set; } = "";

    [Required]
    public ITaskItem[] Schemes { get; set; } = [];

    [Required]
    public ITaskItem[] Conversions { get; set; } = [];

    /// <summary>Where the definitions go.</summary>
    [Required]
    public string OutputDirectory { get; set; } = "";

    /// <summary>The conversions, with SchemeFile where the scheme is one of the items.</summary>
    [Output]
    public ITaskItem[] ResolvedConversions { get; set; } = [];

    /// <summary>The definitions.</summary>
    [Output]
    public ITaskItem[] Files { get; set; } = [];

    public override bool Execute()
    {
        var paths = new ProjectPaths(ProjectDirectory);
        var set = new SchemeItems(Schemes, paths.Absolute);
        var files = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (var item in Schemes)
        {
            try
            {
                var file = $"{OutputDirectory}{item.ItemSpec}.json";
                var definition = SchemeFile.Write(set.Resolve(item));
                var absolute = paths.Absolute(file);
                if (!File.Exists(absolute) || !File.ReadAllBytes(absolute).AsSpan().SequenceEqual(definition))
                {
                    OutputFile.Write(absolute, definition);
                }

                files[item.ItemSpec] = file;
            }
            catch (MrqException error)
            {
                // The engine tells tasks the file of an item, not its line.
                TaskDiagnostics.Error(Log, error.Code, error.Place.File ?? item.GetMetadata("DefiningProjectFullPath"), error.Message);
            }
        }

        Files = [.. files.Values.Select(file => new TaskItem(file))];
        ResolvedConversions = [.. Conversions.Select(conversion => Resolved(conversion, files))];
        return !Log.HasLoggedErrors;
    }

    private static TaskItem Resolved(ITaskItem conversion, Dictionary<string, string> files)
    {
        var resolved = new TaskItem(conversion);
        if (files.TryGetValue(conversion.GetMetadata("Scheme"), out var file))
        {
            resolved.SetMetadata("SchemeFile", file);
        }

        return resolved;
    }
}
