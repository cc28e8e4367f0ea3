# SPDX-FileCopyrightText: 2026 fleetops.kesc contributors
# SPDX-License-Identifier: GPL-3.0-or-later

# This file is internal to fleetops.kesc: nothing outside the collection may import it.
# It can change or go in any release.

"""The work list's own words in Japanese."""

from __future__ import annotations

TEXTS = {
    # The head of the list
    "title": "作業リスト: 手作業で交換するライセンス",
    "made": "作成日: {date}",
    "tenants": "テナント数: {count}",
    "intro": "テナントを 1 件ずつ処理してください。{apply} より前の手順では、コンソールの内容は何も変わりません。",
    "unverified": "次のラベルは、この言語では確認できていません: {labels}。"
    "コンソールでの表記が異なる場合は、最も近い表記を探してください。",
    "unverified_all": "コンソールのラベルは、この言語では確認できていません。"
    "コンソールでの表記が異なる場合は、最も近い表記を探してください。",
    "codes_hidden": "アクティベーションコードは末尾の 5 文字だけを表示しています。"
    "コード全体は保管場所から取り出してください。",
    "codes_shown": "このリストには完全なアクティベーションコードが含まれています。"
    "入手した人は誰でもコードを使えてしまいます。誰にも送らず、印刷物はすぐに回収し、"
    "作業が終わったら破棄してください。",
    # The steps
    "step_open": "{url} にサインインし、ワークスペース {tenant} を探して、その {console} を開きます。",
    "step_id": "ワークスペース名の下の ID が {tenant_id} であることを確認します。",
    "step_tab": "セクション {section} を開き、タブ {tab} を開きます。現在の {license_id} を控えます。",
    "step_enter": "{enter} をクリックします。ウィンドウ {replacement} が開きます。",
    "step_code": "末尾が {partial} のアクティベーションコードを入力します(5 文字 x 4 ブロック)。{submit} "
    "をクリックします。",
    "step_whole_code": "アクティベーションコード {code} を入力します。{submit} をクリックします。",
    "step_refused": "コードが無効と表示されたら、コードを確かめてもう一度だけ試します。再び拒否されたら中止し、「"
    "{failed}」と記録します。",
    "step_compare": "ウィンドウ {check} が開きます。すべての行を下の表と照合し、一致する行にチェックを付けます。",
    "step_decide": "中止する理由があれば、{apply} をクリックせずにウィンドウを閉じ、「{held_back}」と記録します。",
    "step_apply": "理由がなければ {apply} をクリックします。",
    "step_later": "ウィンドウ {try} が開いたら(アップグレードの場合のみ)、{later} をクリックします。",
    "step_features": "ウィンドウ {try} が開いたら(アップグレードの場合のみ)、{features} を設定し、{ok} "
    "をクリックします。",
    "step_confirm": "もう一度タブ {tab} を見ます。新しいライセンスが表示され、{license_id} "
    "が変わっている必要があります。新しい {license_id} を記録します。",
    # The comparison
    "steps": "手順",
    "compare": "ウィンドウに表示されるはずの内容",
    "line": "行",
    "now": "現在",
    "after": "交換後",
    "agrees": "一致",
    "not_known": "不明",
    "not_stated": "注文に記載なし",
    "per_user": "ユーザー単位",
    "per_device": "デバイス単位",
    "renewal": "通常の更新と表示されるはずです。機能は現在と同じです。",
    "upgrade": "アップグレードと表示されるはずです。追加される機能: {features}。",
    "downgrade": "ダウングレードと表示されるはずです。失われる機能: {features}。",
    "unknown": "機能の増減はここでは分かりません。ウィンドウの一覧を読んでください。",
    # Reasons to stop
    "stops": "中止する理由",
    "stop_differs": "「{after}」の列と異なる行がある。",
    "stop_same": "どの行にも値が 1 つしか表示されない。ライセンスはすでに適用済みです。ウィンドウを閉じて「"
    "{unchanged}」と記録します。",
    "stop_features": "失われる機能がウィンドウに表示される。",
    "stop_limit_below_use": "新しい {limit} が使用中の数より小さい。",
    "stop_in_use": "新しい {limit} が使用中の {in_use} より小さい。",
    "stop_smaller_limit": "{model} が同じで、新しい {limit} が現在より小さい。",
    "stop_earlier_expiry": "新しい {expires} が現在より早い。",
    "stop_expired": "新しい {expires} がすでに過ぎている。",
    "allowed": "このテナントでは許可済み: {option}",
    "do_not_start": "開始しないでください。注文の内容だけで、すでに中止する理由があります",
    "found_downgrade": "機能が失われます: {features}。",
    "found_limit_below_use": "新しい上限 {new} が使用中の {old} より小さくなります。",
    "found_smaller_limit": "新しい上限 {new} が現在の上限 {old} より小さくなります。",
    "found_earlier_expiry": "新しいライセンスは {new} に、現在のライセンスは {old} に終了します。",
    "found_expired": "新しいライセンスは {new} に終了しています。",
    "found_too_early": "現在のライセンスの残りは {old} 日です。残り {new} 日以下になってから交換します。",
    # Devices
    "macs": "Mac",
    "macs_wait": "Windows、Android、iOS、iPadOS のデバイスは新しいライセンスに自動で切り替わります。Mac "
    "は現在のライセンスが終了したときに切り替わります。早く切り替えるには、各 Mac のターミナルで次を実行します:",
    "macs_ten": "Kaspersky Endpoint Security 10 for Mac では、コマンドは {command} です。",
    "macs_unknown": "このテナントの Mac はここでは分かりません。コンソールで確認してください。",
    "code_ending": "末尾が {partial} のコード",
    # The outcome
    "record": "記録",
    "outcome": "結果",
    "open": "未処理",
    "replaced": "交換済み",
    "unchanged": "適用済みだった",
    "held_back": "中止",
    "failed": "失敗",
    "not_reached": "未実施",
    "new_id": "新しい {license_id}",
    "note": "メモ",
    "no_code": "コードは書かないこと",
    "recorded_by": "担当者名",
    "not_compared": "交換済みと記録されていますが、一致のチェックが付いていない行があります。",
    "masked": "アクティベーションコードらしき文字列を入力から削除しました。",
    "progress": "{total} 件中 {done} 件を記録済み",
    "only_open": "未処理のみ",
    "unfold": "すべて展開",
    "export_json": "結果を書き出す (JSON)",
    "export_csv": "結果を書き出す (CSV)",
    "print": "印刷",
    "clear": "入力をすべて消去",
    "clear_question": "このデバイスにあるこのリストのチェックと入力をすべて消去しますか?",
    "exported": "{count} 件の結果を {file} に書き出しました。",
    "kept_here": "チェックと入力は、このデバイスのこのブラウザーにだけ保存されます。"
    "終わったら結果を書き出してください。",
    "not_kept": "このブラウザーには入力が保存されません。ページを閉じる前に結果を書き出してください。",
    "no_script": "JavaScript がないと何も保存されません。印刷して使い、結果は同じフォルダーの CSV "
    "ファイルに記入してください。",
    "hand_back": "結果を渡す",
    "hand_back_how": "結果のファイルを Ansible を実行する場所に置き、次を実行します。結果がレポートに反映されます:",
    "by_file": "結果を {file} に記入します。使える値: {outcomes}。",
}
