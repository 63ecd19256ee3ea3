using System.Globalization;
using System.Numerics;
using Mrq.Core.Diagnostics;
using Mrq.Core.Graph;
using Mrq.Core.Numerics;

namespace Mrq.Core.Schemes;

/// <summary>Makes a scheme of a user's own from named values, and refuses what is wrong or contradicts itself.</summary>
public static class SchemeDefinition
{
    /// <summary>The value that names the scheme to start from; it is no field of the result.</summary>
    public const string BasedOn = "BasedOn";

    /// <summary>What holds where a definition that is based on none says nothing: plain integers, and the arithmetic that has no runtime's faults.</summary>
    private static readonly QuantizationScheme Plain = new()
    {
        Name = "",
        Description = "defined by its user",
        Weights = new TensorRule(ElementType.Int8, -127, 127, ZeroPointRule.Zero, Granularity.PerTensor),
        Activations = new TensorRule(ElementType.Int8, -128, 127, ZeroPointRule.Zero, Granularity.PerTensor),
        Arithmetic = Arithmetic.Gemmlowp,
        Source = "its definition",
    };

    /// <summary>The scheme of some fields on top of another one.</summary>
    /// <param name="name">Its name: letters, digits, '-', '_' and '.', and none that the catalogue has.</param>
    /// <param name="fields">Values by the names of <see cref="SchemeFields"/>, whatever their case, and <see cref="BasedOn"/>. Empty values count as absent.</param>
    /// <param name="named">Finds the scheme that <see cref="BasedOn"/> names.</param>
    /// <exception cref="MrqException"><see cref="MrqCodes.BadScheme"/>, or what <paramref name="named"/> throws.</exception>
    public static QuantizationScheme Create(string name, IEnumerable<KeyValuePair<string, string>> fields, Func<string, QuantizationScheme> named)
    {
        RequireName(name);
        return Complete(name, fields, named);
    }

    /// <summary>The same for a name that is known to be good: the catalogue's own files are read by it.</summary>
    internal static QuantizationScheme Complete(string name, IEnumerable<KeyValuePair<string, string>> fields, Func<string, QuantizationScheme> named)
    {
        var values = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (var (key, value) in fields.Where(field => !string.IsNullOrWhiteSpace(field.Value)))
        {
            if (!values.TryAdd(key, value.Trim()))
            {
                throw Error(name, $"{key} is given twice.");
            }
        }

        var unknown = values.Keys.FirstOrDefault(key => !IsBasedOn(key) && !SchemeFields.All.Any(field => IsNamed(field, key)));
        if (unknown is not null)
        {
            throw Error(name, $"there is no field '{unknown}'; {NearestNames.IfMeant(unknown, SchemeFields.All.Select(field => field.Name).Prepend(BasedOn))}use a field that docs/schemes.md lists, or take it away.");
        }

        var scheme = Start(name, values, named);
        foreach (var field in SchemeFields.All)
        {
            if (values.TryGetValue(field.Name, out var value))
            {
                scheme = field.Write(scheme, value) ?? throw Error(name, $"{field.Name} '{value}' is not {field.Form}.");
            }
        }

        scheme = MultiplierFields.WithLimits(scheme);
        scheme = Checked(scheme with { Name = name, Arithmetic = Renamed(scheme.Arithmetic, name) });
        foreach (var entry in scheme.Overrides.All)
        {
            _ = Overridden(scheme, entry);
        }

        return scheme;
    }

    /// <summary>A scheme with an override's rules, for the operators that it is about.</summary>
    /// <exception cref="MrqException"><see cref="MrqCodes.BadScheme"/> where a value is none, or contradicts the scheme's other rules.</exception>
    public static QuantizationScheme Overridden(QuantizationScheme scheme, SchemeOverride entry)
    {
        foreach (var (_, value) in entry.Fields.Where(given => given.Key == SchemeOverride.Float))
        {
            scheme = bool.TryParse(value, out var isFloat)
                ? scheme with { QuantizedOperators = isFloat ? QuantizedOperatorRule.None : QuantizedOperatorRule.All }
                : throw Error(scheme.Name, $"{entry}: {SchemeOverride.Float} '{value}' is not true or false.");
        }

        foreach (var field in SchemeFields.All)
        {
            foreach (var (_, value) in entry.Fields.Where(given => given.Key == field.Name))
            {
                scheme = field.Write(scheme, value) ?? throw Error(scheme.Name, $"{entry}: {field.Name} '{value}' is not {field.Form}.");
            }
        }

        try
        {
            return Checked(scheme with { Overrides = SchemeOverrides.None });
        }
        catch (MrqException error)
        {
            throw new MrqException(MrqCodes.BadScheme, $"{error.Message} It is {entry} that says so.", innerException: error);
        }
    }

    private static QuantizationScheme Start(string name, Dictionary<string, string> values, Func<string, QuantizationScheme> named)
    {
        if (values.TryGetValue(BasedOn, out var basis))
        {
            return named(basis) with { Description = $"{basis}, changed", Source = "its definition" };
        }

        if (!values.ContainsKey("WeightType") || !values.ContainsKey("ActivationType"))
        {
            throw Error(name, $"it needs {BasedOn}, or WeightType and ActivationType.");
        }

        return Plain;
    }

    /// <summary>An arithmetic that the catalogue does not have is named after its scheme.</summary>
    private static Arithmetic Renamed(Arithmetic arithmetic, string name) =>
        ArithmeticCatalogue.All.Contains(arithmetic) ? arithmetic : arithmetic with { Name = name, Description = $"the arithmetic of {name}" };

    private static QuantizationScheme Checked(QuantizationScheme scheme)
    {
        RequireTypes(scheme);
        RequireRange(scheme, "Weight", scheme.Weights);
        RequireRange(scheme, "Activation", scheme.Activations);
        if (scheme.Activations.Granularity == Granularity.PerChannel)
        {
            throw Error(scheme.Name, "ActivationGranularity PerChannel would need a multiplier for each product; only weights can have a scale per channel.");
        }

        if (!scheme.Arithmetic.WideRequantization.IsWide)
        {
            throw Error(scheme.Name, $"WideRequantization {scheme.Arithmetic.WideRequantization.Method} takes 32 bits; use Q15Reduced, Shift or Float32.");
        }

        if (scheme.Activations is { Form: ScaleForm.PowerOfTwo, SmallestScale: > 0 and var smallest } && !PowerOfTwo.Is(smallest))
        {
            throw Error(scheme.Name, string.Create(CultureInfo.InvariantCulture, $"SmallestActivationScale {smallest} is no power of two, and ActivationScaleForm is PowerOfTwo; use one such as 2^-12."));
        }

        var isWide = scheme.Activations.Type == ElementType.Int16;
        RequireBias(scheme, isWide);
        RequireFixedOutputs(scheme);
        if (scheme.Arithmetic.Sums != SumRule.General && isWide)
        {
            throw Error(scheme.Name, $"Sums {scheme.Arithmetic.Sums} is about activations of 8 bits, and ActivationType is int16; take Sums away.");
        }

        if (scheme.TiedScales.FreesConcatenations && scheme.Arithmetic.Quirks.RefusesOtherOutputs)
        {
            throw Error(scheme.Name, $"TiedScales {scheme.TiedScales} beside Quirks {scheme.Arithmetic.Quirks.Name}: these kernels refuse a CONCATENATION of several scales; write TFLite;... to keep its ties, or set Quirks to {RuntimeQuirks.None.Name}.");
        }

        if (scheme.ActivationStorage is var storage && storage != ActivationStorage.AsType && scheme.Activations.Type != (storage == ActivationStorage.UInt8 ? ElementType.Int8 : ElementType.Int16))
        {
            throw Error(scheme.Name, $"ActivationStorage {storage} is about {(storage == ActivationStorage.UInt8 ? "int8" : "int16")} activations, and ActivationType is {Name(scheme.Activations.Type)}; take ActivationStorage away.");
        }

        if ((ShiftRules.Contradiction(scheme, isWide) ?? MultiplierFields.Contradiction(scheme.Arithmetic.Requantization)) is { } contradiction)
        {
            throw Error(scheme.Name, contradiction);
        }

        var method = (isWide ? scheme.Arithmetic.WideRequantization : scheme.Arithmetic.Requantization).Method;
        if (method == RequantizationMethod.Shift && (scheme.Weights.Form, scheme.Activations.Form) != (ScaleForm.PowerOfTwo, ScaleForm.PowerOfTwo))
        {
            throw Error(scheme.Name, $"{(isWide ? "WideRequantization" : "Requantization")} Shift multiplies by powers of two alone; set WeightScaleForm and ActivationScaleForm to PowerOfTwo.");
        }

        var bits = (isWide ? scheme.Arithmetic.WideAccumulator : scheme.Arithmetic.Accumulator).Bits;
        var product = (BigInteger)Magnitude(scheme.Weights) * Magnitude(scheme.Activations);
        var needed = (int)product.GetBitLength() + 1;
        return bits >= needed
            ? scheme
            : throw Error(scheme.Name, string.Create(CultureInfo.InvariantCulture, $"{(isWide ? "WideAccumulatorBits" : "AccumulatorBits")} {bits} cannot hold one product of the ranges, which takes {needed}."));
    }

    private static void RequireBias(QuantizationScheme scheme, bool isWide)
    {
        if (BiasScaleRules.Contradiction(scheme, isWide) is { } contradiction)
        {
            throw Error(scheme.Name, contradiction);
        }

        if (scheme.BiasBits == QuantizationScheme.MostBiasBits)
        {
            return;
        }

        if (isWide)
        {
            throw Error(scheme.Name, string.Create(CultureInfo.InvariantCulture, $"BiasBits {scheme.BiasBits} is about 32-bit biases, and beside ActivationType int16 they have 64; take BiasBits away."));
        }

        if (scheme.BiasBits > scheme.Arithmetic.Accumulator.Bits)
        {
            throw Error(scheme.Name, string.Create(CultureInfo.InvariantCulture, $"BiasBits {scheme.BiasBits} do not fit AccumulatorBits {scheme.Arithmetic.Accumulator.Bits}."));
        }
    }

    private static void RequireFixedOutputs(QuantizationScheme scheme)
    {
        if (scheme.FixedOutputs != FixedOutputRule.TFLite && scheme.Arithmetic.Quirks.RefusesOtherOutputs)
        {
            throw Error(scheme.Name, $"FixedOutputs {scheme.FixedOutputs} beside Quirks {scheme.Arithmetic.Quirks.Name}: these kernels refuse other outputs than TFLite's; set Quirks to {RuntimeQuirks.None.Name}, or Arithmetic to one that has none.");
        }
    }

    /// <summary>What kernels and containers can hold: a scheme of other types would be carried out wrongly, or not at all.</summary>
    private static void RequireTypes(QuantizationScheme scheme)
    {
        var (weights, activations) = (scheme.Weights, scheme.Activations);
        if ((weights.Type, activations.Type) is not ((ElementType.Int8, ElementType.Int8) or (ElementType.UInt8, ElementType.UInt8) or (ElementType.Int8, ElementType.Int16) or (ElementType.Int16, ElementType.Int16)))
        {
            throw Error(scheme.Name, $"WeightType {Name(weights.Type)} beside ActivationType {Name(activations.Type)} cannot be converted to; use int8 beside int8 or int16, uint8 beside uint8, or int16 beside int16.");
        }

        foreach (var (role, rule) in new[] { ("Weight", weights), ("Activation", activations) })
        {
            if (rule.Type == ElementType.UInt8 && rule.ZeroPoint != ZeroPointRule.Free)
            {
                throw Error(scheme.Name, $"{role}ZeroPoint {rule.ZeroPoint} leaves uint8 without negative values; use Free, or int8.");
            }
        }

        if (weights.Type is ElementType.Int8 or ElementType.Int16 && weights.ZeroPoint != ZeroPointRule.Zero)
        {
            throw Error(scheme.Name, $"WeightZeroPoint {weights.ZeroPoint} cannot be converted to: kernels for {Name(weights.Type)} weights have no zero point; use Zero, or uint8.");
        }

        if (activations.Type == ElementType.Int16 && activations.ZeroPoint != ZeroPointRule.Zero)
        {
            throw Error(scheme.Name, $"ActivationZeroPoint {activations.ZeroPoint} cannot be converted to: kernels for int16 activations have no zero point; use Zero.");
        }
    }

    private static string Name(ElementType type) => type.ToString().ToLowerInvariant();

    private static void RequireRange(QuantizationScheme scheme, string role, TensorRule rule)
    {
        var (minimum, maximum) = rule.Type.IntegerRange();
        if (rule.Minimum < minimum || rule.Maximum > maximum)
        {
            throw Error(scheme.Name, string.Create(CultureInfo.InvariantCulture, $"{role}Range {rule.Minimum}..{rule.Maximum} is not within {role}Type {Name(rule.Type)} ({minimum}..{maximum})."));
        }

        if (rule.Minimum >= rule.Maximum || (rule.ZeroPoint != ZeroPointRule.Free && (rule.Minimum > 0 || rule.Maximum <= 0)))
        {
            throw Error(scheme.Name, string.Create(CultureInfo.InvariantCulture, $"{role}Range {rule.Minimum}..{rule.Maximum} leaves no values around a zero point of 0."));
        }
    }

    /// <summary>The largest difference from a zero point that the rule allows.</summary>
    private static long Magnitude(TensorRule rule) =>
        rule.ZeroPoint == ZeroPointRule.Free ? (long)rule.Maximum - rule.Minimum : Math.Max(Math.Abs((long)rule.Minimum), rule.Maximum);

    private static void RequireName(string name)
    {
        if (name.Length == 0 || name[0] == '.' || name.Any(letter => !char.IsAsciiLetterOrDigit(letter) && letter is not ('-' or '_' or '.')))
        {
            throw Error(name, "a scheme's name becomes part of a file name: use letters, digits, '-', '_' and '.'.");
        }

        if (SchemeCatalogue.Contains(name))
        {
            throw Error(name, "the catalogue has a scheme of this name; choose another.");
        }
    }

    private static bool IsBasedOn(string key) => string.Equals(key, BasedOn, StringComparison.OrdinalIgnoreCase);

    private static bool IsNamed(SchemeField field, string key) => string.Equals(field.Name, key, StringComparison.OrdinalIgnoreCase);

    private static MrqException Error(string name, string message) => new(MrqCodes.BadScheme, $"scheme '{name}': {message}");
}
