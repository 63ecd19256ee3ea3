using Microsoft.Build.Framework;
using Mrq.Build.Conversions;
using Mrq.Core.Diagnostics;

namespace Mrq.Build;

/// <summary>Looks at MrqModel items as their users wrote them.</summary>
internal static class ModelItems
{
    /// <summary>
    /// Refuses a model without a scheme, and warns of metadata that MSBuild takes and nobody reads: a misspelt limit would be a gate
    /// that is always open.
    /// </summary>
    public static void Check(IEnumerable<ITaskItem> models, string defaultScheme, ConversionLog log)
    {
        foreach (var model in models)
        {
            if (ItemList.Of(model, "TargetScheme").Length == 0 && string.IsNullOrWhiteSpace(defaultScheme))
            {
                log.Error(model.ItemSpec, MrqCodes.MissingTargetScheme, "TargetScheme is missing; set it on the MrqModel item, or MrqDefaultTargetScheme for the project.");
            }

            foreach (var name in model.CloneCustomMetadata().Keys.Cast<string>().Order(StringComparer.Ordinal))
            {
                if (ModelMetadata.Meant(name) is { } meant)
                {
                    log.Warning(model.GetMetadata("DefiningProjectFullPath"), MrqCodes.MisspeltMetadata, $"MrqModel '{model.ItemSpec}' has the metadata '{name}', which means nothing; write {meant} if that is meant.");
                }
            }
        }
    }
}
