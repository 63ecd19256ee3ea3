using Mrq.Cache;
using Mrq.Core.Diagnostics;
using Mrq.Core.Schemes;
using Mrq.Evaluation.Gate;

namespace Mrq;

/// <summary>
/// What several requests have in common: those of one model, data and options whose targets have equal rules are converted and measured once. Gate, report and files are each one's own.
/// A conversion is kept as long as a request waits that may take it.
/// </summary>
/// <remarks>Requests of one set run one after another.</remarks>
internal sealed class SharedConversions
{
    private readonly Dictionary<(QuantizationScheme Rules, string Model), int> _waiting = [];
    private readonly Dictionary<(QuantizationScheme Rules, string Model), List<(string Key, MeasuredConversion Made)>> _made = [];

    /// <param name="requests">All that are to run; none for one that shares nothing.</param>
    public SharedConversions(IEnumerable<ConversionRequest> requests)
    {
        foreach (var request in requests)
        {
            if (GroupOf(request) is { } group)
            {
                _waiting[group] = _waiting.GetValueOrDefault(group) + 1;
            }
        }
    }

    /// <summary>The conversion of a request: what an earlier one made from the same bytes under equal rules, or what is made now.</summary>
    internal MeasuredConversion Of(ConversionRequest request, Func<MeasuredConversion> make)
    {
        if (GroupOf(request) is not { } group || (_waiting.GetValueOrDefault(group) <= 1 && !_made.ContainsKey(group)) || KeyOf(request) is not { } key)
        {
            return make();
        }

        if (_made.GetValueOrDefault(group, []).Find(entry => entry.Key == key).Made is { } earlier)
        {
            return earlier;
        }

        var made = make();
        _made.TryAdd(group, []);
        _made[group].Add((key, made));
        return made;
    }

    /// <summary>A request has ended, whatever became of it.</summary>
    internal void Release(ConversionRequest request)
    {
        if (GroupOf(request) is { } group && _waiting.TryGetValue(group, out var left))
        {
            _waiting[group] = left - 1;
            if (left <= 1)
            {
                _made.Remove(group);
            }
        }
    }

    /// <summary>Those that may share; null where the scheme cannot be read, which the conversion will say.</summary>
    private static (QuantizationScheme Rules, string Model)? GroupOf(ConversionRequest request)
    {
        try
        {
            // What operators may have more bits is the target's own, whatever its rules are.
            return request.Precision.IsAuto ? null : (SameRules.Of(ConversionOrder.SchemeOf(request, [])), request.ModelPath);
        }
        catch (MrqException)
        {
            return null;
        }
    }

    /// <summary>Everything that decides a conversion but its rules: files by their bytes, so that one that changes between two requests is another one.</summary>
    private static string? KeyOf(ConversionRequest request) =>
        ConversionKey.Of(request with { Scheme = "", SchemeFile = null, HtmlPath = null, BaselineReport = null, Limits = GateLimits.None, ReportTimes = false });
}
