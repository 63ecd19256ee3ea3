using Microsoft.Build.Framework;
using Mrq.Core.Diagnostics;
using Task = Microsoft.Build.Utilities.Task;

namespace Mrq.Build;

/// <summary>Warns of metadata that MSBuild takes and nobody reads: a misspelt limit would be a gate that is always open.</summary>
[MSBuildMultiThreadableTask]
public sealed class MrqCheckItems : Task
{
    [Required]
    public ITaskItem[] Models { get; set; } = [];

    /// <summary>Whether there was nothing to warn of.</summary>
    [Output]
    public bool AllKnown { get; set; } = true;

    public override bool Execute()
    {
        foreach (var (model, name) in Models.SelectMany(model => model.CloneCustomMetadata().Keys.Cast<string>().Order(StringComparer.Ordinal).Select(name => (model, name))))
        {
            if (ModelMetadata.Meant(name) is { } meant)
            {
                AllKnown = false;
                TaskDiagnostics.Warning(Log, MrqCodes.MisspeltMetadata, model.GetMetadata("DefiningProjectFullPath"), $"MrqModel '{model.ItemSpec}' has the metadata '{name}', which means nothing; write {meant} if that is meant.");
            }
        }

        return !Log.HasLoggedErrors;
    }
}
