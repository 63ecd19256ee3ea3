namespace Mrq.Sidecars;

/// <summary>
/// The orders in which esp-dl's kernels want filters. The C kernels take OHWI, and HWO of depthwise ones. The vector kernels take groups of 16 output channels, each as HWI16; of what is
/// left over each channel as HWI, of depthwise ones HWO. Source: espressif/esp-ppq, export_patterns.py, and the samples of esp-dl.
/// </summary>
internal static class EspdlLayout
{
    private const int Group = 16;

    /// <summary>What the file calls the order.</summary>
    public static string NameOf(EspdlChip chip, int outputs, bool isDepthwise) =>
        chip == EspdlChip.C ? (isDepthwise ? "HWCN" : "NHWC") : outputs % Group == 0 ? "(N/16)HWC16" : "(N/16)HWC16_UNALIGNED";

    /// <summary>Places of values of OHWI in the file's order.</summary>
    /// <param name="layout">The order's name; older files write "N16HWC16".</param>
    /// <param name="outputs">Output channels.</param>
    /// <param name="cells">Rows by columns.</param>
    /// <param name="inputs">Input channels; 1 of a depthwise filter.</param>
    /// <param name="isDepthwise">Whether each channel has filters of its own.</param>
    /// <returns>Null for an order that is not known.</returns>
    public static int[]? Order(string layout, int outputs, int cells, int inputs, bool isDepthwise)
    {
        var order = new List<int>(outputs * cells * inputs);
        switch (layout)
        {
            case "NHWC":
                AddEach(0);
                break;
            case "HWCN":
                AddTogether(0, outputs);
                break;
            case "(N/16)HWC16" or "N16HWC16" or "(N/16)HWC16_UNALIGNED" or "N16HWC16_UNALIGNED":
                var whole = outputs / Group * Group;
                for (var first = 0; first < whole; first += Group)
                {
                    AddTogether(first, first + Group);
                }

                if (isDepthwise)
                {
                    AddTogether(whole, outputs);
                }
                else
                {
                    AddEach(whole);
                }

                break;
            default:
                return null;
        }

        return [.. order];

        void AddEach(int first)
        {
            for (var place = first * cells * inputs; place < outputs * cells * inputs; place++)
            {
                order.Add(place);
            }
        }

        void AddTogether(int first, int end)
        {
            for (var tap = 0; tap < cells * inputs; tap++)
            {
                for (var output = first; output < end; output++)
                {
                    order.Add((output * cells * inputs) + tap);
                }
            }
        }
    }
}

/// <summary>Which kernels of esp-dl run a model.</summary>
public enum EspdlChip
{
    /// <summary>Vector kernels of the ESP32-S3.</summary>
    S3,

    /// <summary>Vector kernels of the ESP32-P4.</summary>
    P4,

    /// <summary>Kernels in C, of the ESP32 and its other kin.</summary>
    C,
}
