using Mrq.Core.Diagnostics;
using Spectre.Console;

namespace Mrq.Tool;

/// <summary>A bar with the time that is left on standard error, only where that is a terminal; nothing of it stays when the work is done.</summary>
internal sealed class ConsoleProgress : IShareProgress, IDisposable
{
    private readonly Lock _lock = new();
    private readonly IAnsiConsole? _console = Terminal.Error;
    private readonly TaskCompletionSource _done = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private ProgressTask? _bar;
    private Task _drawing = Task.CompletedTask;

    public void Report(string value) => Show(value, null);

    public void Report(string line, double share) => Show(line, share);

    public void Dispose()
    {
        _done.TrySetResult();
        _drawing.GetAwaiter().GetResult();
    }

    private void Show(string line, double? share)
    {
        if (_console is not null)
        {
            lock (_lock)
            {
                var description = Markup.Escape(SafeText.Line(line));
                _bar ??= Begin(_console, description);
                _bar.Description = description;
                _bar.Value = share ?? _bar.Value;
            }
        }
    }

    /// <summary>The library draws from a thread of its own until its callback ends.</summary>
    private ProgressTask Begin(IAnsiConsole console, string description)
    {
        ProgressTask? bar = null;
        _drawing = console.Progress()
            .AutoClear(true)
            .Columns(new TaskDescriptionColumn { Alignment = Justify.Left }, new ProgressBarColumn { Width = 24 }, new PercentageColumn(), new RemainingTimeColumn())
            .StartAsync(async context =>
            {
                bar = context.AddTask(description, maxValue: 1);
                await _done.Task;
            });
        return bar ?? throw new InvalidOperationException("The progress did not begin.", _drawing.Exception);
    }
}
