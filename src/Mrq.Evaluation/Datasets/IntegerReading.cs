using Mrq.Core.Graph;

namespace Mrq.Evaluation.Datasets;

/// <summary>
/// What integers of a dataset mean to an input that is quantized: values of a type, which is the model's own up to an offset. uint8 and int8 are
/// the same 256 levels, 128 apart.
/// </summary>
internal static class IntegerReading
{
    /// <summary>The type whose values the numbers are: the one that the options name, that of an 8-bit array, or for wider arrays the input's.</summary>
    public static ElementType TypeOf(SampleInput data, Tensor source) =>
        data is { Options.InputType: { } named, TypeOrigin: not (TypeOrigin.Pixels or TypeOrigin.Features) } && NumpyTypes.IsInteger(named) ? named
        : IsByte(data.Array.Type) ? data.Array.Type
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
    public static ElementType? OtherTypeOf(SampleInput data, Tensor source)
    {
        var (inputs, options) = (data.Array, data.Options);
        if (options.InputType is not null || !IsByte(source.Type) || !NumpyTypes.IsInteger(inputs.Type) || data.TypeOrigin is TypeOrigin.Pixels or TypeOrigin.Features)
        {
            return null;
        }

        var isOpen = data.TypeOrigin == TypeOrigin.Assumed
            ? IsByte(inputs.Type)
            : !options.IsScaled && inputs.Type != source.Type && FitBoth(inputs);
        return !isOpen ? null
            : TypeOf(data, source) == ElementType.UInt8 ? ElementType.Int8
            : ElementType.UInt8;
    }

    private static bool IsByte(ElementType type) => type is ElementType.Int8 or ElementType.UInt8;

    private static bool FitBoth(NumpyArray inputs)
    {
        foreach (var row in inputs.Rows())
        {
            var fits = true;
            for (var rest = row.Data; fits && !rest.IsEmpty; rest = rest[inputs.ElementSize..])
            {
                fits = NumpyTypes.ReadInt64(inputs.Type, rest) is >= 0 and <= sbyte.MaxValue;
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
