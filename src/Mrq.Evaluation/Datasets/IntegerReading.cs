using Mrq.Core.Graph;

namespace Mrq.Evaluation.Datasets;

/// <summary>
/// What integers of a dataset mean to an input that is quantized: values of a type, which is the model's own up to an offset. uint8 and int8 are
/// the same 256 levels, 128 apart.
/// </summary>
internal static class IntegerReading
{
    /// <summary>The type whose values the numbers are: the one that the options name, that of an 8-bit array, or for wider arrays the input's.</summary>
    public static ElementType TypeOf(Dataset dataset, Tensor source) =>
        dataset is { Options.InputType: { } named, TypeOrigin: not TypeOrigin.Pixels } && NumpyTypes.IsInteger(named) ? named
        : IsByte(dataset.Inputs.Type) ? dataset.Inputs.Type
        : source.Type;

    /// <summary>What is added to an input's value to get that of a type.</summary>
    public static int OffsetOf(ElementType type, Tensor source) => (type, source.Type) switch
    {
        (ElementType.UInt8, ElementType.Int8) => 128,
        (ElementType.Int8, ElementType.UInt8) => -128,
        _ => 0,
    };

    /// <summary>
    /// The type that the numbers could be of as well as of the one they are taken for; null where the data leaves no doubt. Bytes without a type fit both
    /// 8-bit types, and so do numbers from 0 to 127, unless they come in the model's own type or in one that the options name.
    /// </summary>
    public static ElementType? OtherTypeOf(Dataset dataset, Tensor source)
    {
        var (inputs, options) = (dataset.Inputs, dataset.Options);
        if (options.InputType is not null || !IsByte(source.Type) || !NumpyTypes.IsInteger(inputs.Type) || dataset.TypeOrigin == TypeOrigin.Pixels)
        {
            return null;
        }

        var isOpen = dataset.TypeOrigin == TypeOrigin.Assumed
            ? IsByte(inputs.Type)
            : !options.IsScaled && inputs.Type != source.Type && FitBoth(inputs);
        return !isOpen ? null
            : TypeOf(dataset, source) == ElementType.UInt8 ? ElementType.Int8
            : ElementType.UInt8;
    }

    private static bool IsByte(ElementType type) => type is ElementType.Int8 or ElementType.UInt8;

    private static bool FitBoth(NumpyArray inputs)
    {
        foreach (var row in inputs.Rows())
        {
            var fits = true;
            for (var data = row.Data; fits && !data.IsEmpty; data = data[inputs.ElementSize..])
            {
                fits = NumpyTypes.ReadInt64(inputs.Type, data) is >= 0 and <= sbyte.MaxValue;
            }

            row.Dispose();
            if (!fits)
            {
                return false;
            }
        }

        return true;
    }
}
