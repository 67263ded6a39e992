"""click's own phrases → Chinese, whatever the machine's locale; a test holds the table complete."""

from __future__ import annotations

import sys

# click takes these through gettext, which follows the locale; a clerk's Chinese Windows and a CI
# job under LANG=C must read the same words, so the functions that look phrases up are replaced.
PHRASES = {
    "(Did you mean one of: {possibilities}?)": "是不是其中之一：{possibilities}？",
    "(deprecated)": "（已停用）",
    "(dynamic)": "（按情况而定）",
    "Arguments take exactly one parameter declaration, got {length}: {decls}.": "名称只能有一个：{decls}",
    "Boolean option {decl!r} cannot use the same flag for true/false.": "开关 {decl} 的两面不能同名。",
    "Could not determine name for option with declarations {decls!r}": "选项 {decls} 没有名称",
    "DeprecationWarning: The command {name!r} is deprecated.{extra_message}": "{name} 已停用。{extra_message}",
    "DeprecationWarning: The {param_type} {name!r} is deprecated.{extra_message}": "{name} 已停用。{extra_message}",
    "No options defined but a name was passed ({name}). Did you mean to declare an argument instead?"
    " Did you mean to pass '--{name}'?": "选项 {name} 要以 -- 开头。",
    "Shell completion is not supported for Bash versions older than 4.4.": "Bash 4.4 以上才能自动补全。",
    "{value!r} is not a valid boolean. Recognized values: {states}": "“{value}”不是真或假，可写：{states}",
    "Aborted!": "已中止。",
    "Argument {name!r} takes {nargs} values.": "参数 {name} 要有 {nargs} 个值。",
    "Choice({choices})": "选择（{choices}）",
    "Choose from:\n\t{choices}": "可选：\n\t{choices}",
    "Commands": "命令",
    "Confirm the action without prompting.": "不再询问，直接执行。",
    "Could not open file {filename!r}: {message}": "文件“{filename}”打不开：{message}",
    "Couldn't detect Bash version, shell completion is not supported.": "认不出 Bash 的版本，无法自动补全。",
    "Did you mean {possibility}?": "是不是 {possibility}？",
    "Do you want to continue?": "要继续吗？",
    "Error: The two entered values do not match.": "错误：两次输入的不一样。",
    "Error: invalid input": "错误：输入无效",
    "Error: {message}": "错误：{message}",
    "Got unexpected extra argument ({args})": "多出了参数：{args}",
    "Got unexpected extra arguments ({args})": "多出了参数：{args}",
    "Invalid start character for option ({option})": "选项的开头不对（{option}）",
    "Invalid value for {param_hint}: {message}": "{param_hint} 的值不对：{message}",
    "Invalid value: {message}": "值不对：{message}",
    "Missing argument": "缺少参数",
    "Missing command.": "缺少命令。",
    "Missing option": "缺少选项",
    "Missing parameter": "缺少参数",
    "Missing parameter: {param_name}": "缺少参数：{param_name}",
    "Missing {param_type}": "缺少{param_type}",
    "Name '{name}' defined twice": "名称“{name}”重复",
    "No such command {name!r}.": "没有“{name}”这个命令。",
    "No such option {name!r}.": "没有“{name}”这个选项。",
    "Option {name!r} does not take a value.": "选项 {name} 后面不要写值。",
    "Option {name!r} requires an argument.": "选项 {name} 后面要写一个值。",
    "Option {name!r} requires {nargs} arguments.": "选项 {name} 后面要写 {nargs} 个值。",
    "Options": "选项",
    "Positional arguments": "参数",
    "Press any key to continue...": "按任意键继续……",
    "Repeat for confirmation": "再输入一次",
    "Show the version and exit.": "显示版本后退出。",
    "Show this message and exit.": "显示这份帮助后退出。",
    "Takes {nargs} values but 1 was given.": "要有 {nargs} 个值，只写了 1 个。",
    "Takes {nargs} values but {len} were given.": "要有 {nargs} 个值，写了 {len} 个。",
    "Try '{command} {option}' for help.": "用法见“{command} {option}”。",
    "Unknown color {colour!r}": "不认识的颜色“{colour}”",
    "Unknown standard stream '{name}'": "不认识的标准流“{name}”",
    "Usage:": "用法：",
    "Value must be an iterable.": "应该是一组值。",
    "Windows error: {error}": "Windows 错误：{error}",
    "d": "天",
    "default: {default}": "默认：{default}",
    "deprecated": "已停用",
    "directory": "文件夹",
    "env var: {var}": "环境变量：{var}",
    "file": "文件",
    "path": "路径",
    "required": "必填",
    "unknown error": "未知错误",
    "{editor}: Editing failed": "{editor}：编辑失败",
    "{editor}: Editing failed: {e}": "{editor}：编辑失败：{e}",
    "{len_type} values are required, but {len_value} was given.": "要 {len_type} 个值，有 {len_value} 个。",
    "{len_type} values are required, but {len_value} were given.": "要 {len_type} 个值，有 {len_value} 个。",
    "{name} {filename!r} does not exist.": "{name}“{filename}”不存在。",
    "{name} {filename!r} is a directory.": "“{filename}”是文件夹，不是{name}。",
    "{name} {filename!r} is a file.": "“{filename}”是文件，不是{name}。",
    "{name} {filename!r} is not executable.": "{name}“{filename}”不能执行。",
    "{name} {filename!r} is not readable.": "{name}“{filename}”读不出来。",
    "{name} {filename!r} is not writable.": "{name}“{filename}”写不进去。",
    "{value!r} does not match the format {format}.": "“{value}”不合格式 {format}。",
    "{value!r} does not match the formats {formats}.": "“{value}”不合这些格式：{formats}。",
    "{value!r} is not a valid UUID.": "“{value}”不是 UUID。",
    "{value!r} is not a valid {number_type}.": "“{value}”不是{number_type}。",
    "{value!r} is not one of {choices}.": "“{value}”不在可选的 {choices} 之中。",
    "{value!r} is not {choice}.": "“{value}”不是 {choice}。",
    "{value} is not in the range {range}.": "{value} 不在 {range} 之内。",
    "%(prog)s, version %(version)s": "%(prog)s %(version)s",
}


def translate_click() -> None:
    """Make every loaded click module look its phrases up in PHRASES."""
    for name, module in list(sys.modules.items()):
        if name == "click" or name.startswith("click."):
            if hasattr(module, "_"):
                module.__dict__["_"] = _translate
            if hasattr(module, "ngettext"):
                module.__dict__["ngettext"] = _translate_number


def _translate(phrase: str) -> str:
    return PHRASES.get(phrase, phrase)


def _translate_number(one: str, many: str, count: int) -> str:
    return _translate(one if count == 1 else many)
