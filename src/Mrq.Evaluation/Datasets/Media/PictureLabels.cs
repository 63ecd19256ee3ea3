using Mrq.Core.Diagnostics;
using Mrq.Core.Graph;
using Mrq.Evaluation.Metrics;
using Mrq.Imaging;

namespace Mrq.Evaluation.Datasets.Media;

/// <summary>The labels of pictures as an array, of whichever kind a metric reads.</summary>
internal static class PictureLabels
{
    /// <summary>Whether there are labels of a kind; those of no use are not looked at.</summary>
    public static bool Exist(MediaSet set, LabelKind kind) => kind == LabelKind.Classes ? MediaLabels.Of(set) is not null : set.Labels is not null;

    /// <summary>Null where there are none.</summary>
    /// <param name="set">The pictures.</param>
    /// <param name="options">What labels are read as.</param>
    /// <param name="fit">How pictures come to the input's size: what lies somewhere in a picture must lie there in the input.</param>
    /// <param name="map">Height and width of maps.</param>
    public static NumpyArray? Of(MediaSet set, DatasetOptions options, ImageFit fit, (int Height, int Width) map)
    {
        if (set.Labels is null && options.Labels is not LabelKind.Classes)
        {
            return null;
        }

        if (options.Labels is LabelKind.Boxes or LabelKind.Keypoints or LabelKind.Maps && fit != ImageFit.Stretch)
        {
            throw new MrqException(MrqCodes.BadOption, "Boxes, keypoints and masks are of whole pictures, and ImageFit (or InputPreset, which implies one) cuts them; set ImageFit=\"stretch\" (--image-fit stretch).");
        }

        return options.Labels switch
        {
            LabelKind.None => null,
            LabelKind.Classes => MediaLabels.Of(set) is { } classes ? NumpyArray.Create<int>("labels", new TensorShape(classes.Length), classes) : null,
            LabelKind.Boxes => CocoBoxes.Of(set, set.Labels!),
            LabelKind.Keypoints => CocoPersons.Of(set, set.Labels!),
            LabelKind.Maps => MaskRows.Of(set, map),
            _ => MediaNumbers.Of(set, options.Labels),
        };
    }
}
